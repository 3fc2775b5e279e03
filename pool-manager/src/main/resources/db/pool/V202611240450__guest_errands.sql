-- What a pool's policy may ask of a guest: to be locked, to be logged out of.

alter table pool.vm
    drop constraint vm_errand_check,
    add constraint vm_errand_check check (errand in ('shutdown', 'stop', 'reboot', 'pause', 'resume', 'suspend', 'migrate',
        'cancel_migration', 'lock', 'log_out')),
    drop constraint vm_command_kind_check,
    add constraint vm_command_kind_check check (command_kind in ('create_disk', 'delete_disk', 'start_vm', 'shutdown_vm',
        'destroy_vm', 'reboot_vm', 'pause_vm', 'resume_vm', 'suspend_vm', 'migrate_vm', 'cancel_migration', 'lock_guest',
        'log_out_guest'));
