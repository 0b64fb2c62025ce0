"""What stands around the product when it is handed on: licences, bill of materials, packages."""
