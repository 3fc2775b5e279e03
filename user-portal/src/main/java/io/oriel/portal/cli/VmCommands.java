package io.oriel.portal.cli;

import picocli.CommandLine.Command;

/** Virtual machines. */
@Command(
        name = "vm",
        description = "Virtual machines.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = WhyNotCommand.class)
final class VmCommands {}
