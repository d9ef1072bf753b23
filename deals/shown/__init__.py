"""What pages show of deals and their signing: reads rows, writes nothing."""
