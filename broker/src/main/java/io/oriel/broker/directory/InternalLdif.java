package io.oriel.broker.directory;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldif.LDIFException;
import com.unboundid.ldif.LDIFReader;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The built-in directory's file: LDIF, readable by any LDAP tool, replaced whole or not at all.
 *
 * <p>{@code employeeType: locked} marks a locked person.
 */
final class InternalLdif {
    private static final String PEOPLE = "ou=people,dc=internal";
    private static final String GROUPS = "ou=groups,dc=internal";
    private static final String LOCKED = "locked";

    private final Path file;

    InternalLdif(Path file) {
        this.file = file;
    }

    /** Reads the file; an absent one is an empty directory. A broken one is refused, never overwritten. */
    InternalBook read() {
        if (!Files.exists(file)) {
            return InternalBook.empty();
        }
        var people = new TreeMap<String, InternalBook.Person>();
        var groups = new TreeMap<String, InternalBook.Group>();
        try (var in = Files.newInputStream(file);
                var reader = new LDIFReader(in)) {
            for (var entry = reader.readEntry(); entry != null; entry = reader.readEntry()) {
                if (entry.hasObjectClass("inetOrgPerson")) {
                    var person = person(entry);
                    people.put(person.name(), person);
                } else if (entry.hasObjectClass("groupOfNames")) {
                    var group = group(entry);
                    groups.put(group.name(), group);
                }
            }
        } catch (IOException | LDIFException | LDAPException e) {
            throw new BrokerException(Code.UNAVAILABLE, "the built-in directory's file " + file + " is broken", e);
        }
        return new InternalBook(people, groups);
    }

    /** Replaces the file: written beside it, forced to the disk, renamed. */
    void write(InternalBook book) {
        var text = new StringBuilder("version: 1\n\n");
        book.allPeople()
                .forEach(person -> text.append(entry(person).toLDIFString()).append('\n'));
        book.allGroups()
                .forEach(group -> text.append(entry(group).toLDIFString()).append('\n'));
        try {
            var directory = file.toAbsolutePath().getParent();
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            var beside = Files.createTempFile(directory, "internal", ".ldif"); // 0600
            try (var out = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                var bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (var dir = FileChannel.open(directory, StandardOpenOption.READ)) {
                dir.force(true);
            }
        } catch (IOException e) {
            throw new BrokerException(Code.UNAVAILABLE, "the built-in directory's file cannot be written", e);
        }
    }

    private static Entry entry(InternalBook.Person person) {
        var entry = new Entry(dn("uid", person.name(), PEOPLE));
        entry.addAttribute("objectClass", "top", "person", "organizationalPerson", "inetOrgPerson");
        entry.addAttribute("uid", person.name());
        entry.addAttribute("cn", person.displayName());
        entry.addAttribute("sn", person.displayName());
        entry.addAttribute("userPassword", person.password().stored());
        if (person.locked()) {
            entry.addAttribute("employeeType", LOCKED);
        }
        return entry;
    }

    private static Entry entry(InternalBook.Group group) {
        var entry = new Entry(dn("cn", group.name(), GROUPS));
        entry.addAttribute("objectClass", "top", "groupOfNames");
        entry.addAttribute("cn", group.name());
        var members = new TreeSet<String>();
        group.people().forEach(name -> members.add(dn("uid", name, PEOPLE)));
        group.groups().forEach(name -> members.add(dn("cn", name, GROUPS)));
        if (!members.isEmpty()) {
            entry.addAttribute("member", members);
        }
        return entry;
    }

    private static InternalBook.Person person(Entry entry) throws LDAPException {
        var name = value(entry, "uid");
        var password = PasswordHash.parse(value(entry, "userPassword"))
                .orElseThrow(() -> new BrokerException(Code.UNAVAILABLE, "no usable password in " + entry.getDN()));
        return new InternalBook.Person(
                Typed.canonical(name), value(entry, "cn"), password, entry.hasAttributeValue("employeeType", LOCKED));
    }

    private static InternalBook.Group group(Entry entry) throws LDAPException {
        var people = new TreeSet<String>();
        var groups = new TreeSet<String>();
        var members = entry.getAttributeValues("member");
        for (var member : members == null ? new String[0] : members) {
            var rdn = Objects.requireNonNull(new DN(member).getRDN(), "a member without a name");
            (rdn.hasAttribute("uid") ? people : groups).add(Typed.canonical(rdn.getAttributeValues()[0]));
        }
        return new InternalBook.Group(Typed.canonical(value(entry, "cn")), Set.copyOf(people), Set.copyOf(groups));
    }

    private static String value(Entry entry, String attribute) {
        var value = entry.getAttributeValue(attribute);
        if (value == null) {
            throw new BrokerException(Code.UNAVAILABLE, "no " + attribute + " in " + entry.getDN());
        }
        return value;
    }

    private static String dn(String attribute, String name, String under) {
        return new RDN(attribute, name) + "," + under;
    }
}
