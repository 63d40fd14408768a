"""Rules that find target groups in a clause, and turn candidates down."""
