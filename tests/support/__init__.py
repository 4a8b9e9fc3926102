"""What tests stand on: environment, people, a sandbox process."""
