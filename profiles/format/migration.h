/* SPDX-License-Identifier: Apache-2.0 */
/* Traces of earlier formats, as if they had been recorded in this one. */
#pragma once

#include "profiles/format/trace-file.h"

G_BEGIN_DECLS

/**
 * bs_migrate:
 * @self: open, of a version that has ended
 *
 * Copies what the file holds into a database in memory that has the tables of this version, and
 * reads from that one from here on; the file is left as it is, and .version tells what it was. What
 * earlier versions did not record is missing, or follows from what they did.
 *
 * Returns: %FALSE with the error of @self
 */
gboolean bs_migrate (BsTraceFile *self);

G_END_DECLS
