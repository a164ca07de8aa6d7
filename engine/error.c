#include "error.h"

/* clang-format off: the dashes are part of the name */
G_DEFINE_QUARK (rcp - error - quark, rcp_error)
