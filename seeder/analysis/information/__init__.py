"""Which unknown numbers would be worth finding out before you ask anybody."""
