"""The page of components: every part of the house drawn three times, light, dark and mirrored with Arabic words."""
