"""From which acceptance, effort or intensity on an account is in the best plan, with proved bounds."""
