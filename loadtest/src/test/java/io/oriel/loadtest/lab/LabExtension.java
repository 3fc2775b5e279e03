package io.oriel.loadtest.lab;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts what {@link Lab} asks for, once, and mends before every test what an earlier one broke. */
final class LabExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {
    private static final Namespace LABS = Namespace.create(LabExtension.class);

    private record Kind(int hosts, boolean controlPlane) {}

    @Override
    public void beforeAll(ExtensionContext context) {
        Needs.root();
        Needs.programs("libvirt", "libvirtd", "qemu-system-x86_64", "qemu-img", "virsh");
        Needs.programs("lab", "ip", "nsenter", "unshare", "dnsmasq", "ipmi_sim", "ipmitool");
        var _ = laboratory(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        laboratory(context).mend();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Laboratory.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return laboratory(context);
    }

    private static Laboratory laboratory(ExtensionContext context) {
        var lab = context.getRequiredTestClass().getAnnotation(Lab.class);
        var kind = new Kind(lab.hosts(), lab.controlPlane());
        return context.getRoot()
                .getStore(LABS)
                .computeIfAbsent(kind, _ -> Laboratory.start(lab.hosts(), lab.controlPlane()), Laboratory.class);
    }
}
