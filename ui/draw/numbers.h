#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * rcp_format_count:
 *
 * Returns: (transfer full): a whole number with its thousands parted as the locale does it, "4,692". A locale
 *   that names no separator gets one all the same: six digits in a row are not read at a glance.
 */
char *rcp_format_count (guint64 count);

/** rcp_format_share: (transfer full): a share of 1 as "63.1 %"; "–" where it is not a number */
char *rcp_format_share (double share);

/**
 * rcp_format_loss:
 *
 * Returns: (transfer full): with three decimals where that says something ("0.815"), with more digits for
 *   smaller values ("0.00041") and as a power of ten for what does not fit ("1.2e+07")
 */
char *rcp_format_loss (double loss);

/**
 * rcp_format_value:
 *
 * Returns: (transfer full): a signed value with @decimals digits behind its point and a real minus sign, "−0.163", a
 * whole number without any: "4"; "–" where it is not finite
 */
char *rcp_format_value (double value, int decimals);

/** rcp_format_duration: (transfer full): seconds, rounded, as "0:46" or "1:02:03"; "–" where not finite */
char *rcp_format_duration (double seconds);

G_END_DECLS
