-- What a pool's policy may ask of a guest: to be locked, to be logged out of.

alter table pool.vm
    drop constraint vm_errand_check,
    add constraint vm_errand_check check (errand in ('shutdown', 'stop', 'reboot', 'reset', 'pause', 'resume', 'suspend',
        'migrate', 'cancel_migration', 'revert_snapshot', 'lock', 'log_out')),
    drop constraint vm_command_kind_check,
    add constraint vm_command_kind_check check (command_kind in ('create_disk', 'copy_disk', 'delete_disk', 'start_vm',
        'shutdown_vm', 'power_off_vm', 'destroy_vm', 'reboot_vm', 'reset_vm', 'pause_vm', 'resume_vm', 'suspend_vm',
        'migrate_vm', 'cancel_migration', 'change_cd', 'attach_disk', 'detach_disk', 'attach_nic', 'detach_nic',
        'create_snapshot', 'revert_snapshot', 'delete_snapshot', 'lock_guest', 'log_out_guest'));
