"""Study plans in the formats of other programs."""
