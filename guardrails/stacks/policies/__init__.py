"""The policies stack: organization policies and their attachments."""
