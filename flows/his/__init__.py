"""The hospital's own system (HIS): asking it, telling it, and making up for it later."""
