"""What the programs of a host read in generated files, with a hostile value and with a harmless word in its place."""
