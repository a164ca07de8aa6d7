#pragma once

#include "filter/filter.h"

G_BEGIN_DECLS

/** rcp_filter_describe_sum: (transfer full): what the sum of a filter's weights does to a picture, in a sentence */
char *rcp_filter_describe_sum (const RcpFilter *filter);

G_END_DECLS
