"""Run the command line by ``python -m seeder``."""

from seeder.cli import main

if __name__ == "__main__":
    main()
