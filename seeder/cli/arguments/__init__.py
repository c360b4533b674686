"""Arguments and options that several verbs share, and what the shell completes."""
