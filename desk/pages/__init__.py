"""The pages of the desk, one file each: what is asked for, what is shown, what its forms do."""
