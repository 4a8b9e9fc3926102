"""Settings: present, right and used, or nothing starts; and no sentence quotes one."""
