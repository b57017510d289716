"""Template tags of all pages: icons, dates, money, badges, fields."""
