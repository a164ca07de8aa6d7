#pragma once

#include "backend/backend.h"
#include "net/network.h"

G_BEGIN_DECLS

/** network_of: (transfer full): a network of colour pictures of 32 × 32 in ten classes */
RcpNetwork *network_of (const char *text);

/** add_network_tests: adds the tests that compare @cuda with the reference, network by network */
void add_network_tests (const RcpBackend *cuda);

G_END_DECLS
