/* SPDX-License-Identifier: Apache-2.0 */
/* What fuzz targets of traces share: a small recording, and all that can be done with a trace. */
#pragma once

#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/** bs_exercise_path: Returns: (transfer full): of a file of this process alone. */
char *bs_exercise_path (void);

/** bs_exercise_record: writes a small trace that has something of everything. */
void bs_exercise_record (const char *path);

/** bs_exercise_file: loads the file, or finds out why not, and does with it whatever the program
 * can do. Must not crash. */
void bs_exercise_file (const char *path);

G_END_DECLS
