"""How days, times and figures are written in French. DATE_FORMAT stands in sentences, the short ones in marks."""

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j N Y"
SHORT_DATETIME_FORMAT = "j N Y, H:i"
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "\u202f"  # a narrow space that does not break
NUMBER_GROUPING = 3
