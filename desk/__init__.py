"""The editor’s local web application: the week’s stories, what is put right, the edition."""
