#include "error.h"

/* The dashes are part of the name, where the formatter sees a subtraction. */
/* clang-format off */
G_DEFINE_QUARK (rcp-error-quark, rcp_error)
/* clang-format on */
