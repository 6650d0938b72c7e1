/* SPDX-License-Identifier: Apache-2.0 */
/* Files that come with the program: models, samples, policies. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** bs_shipped_file: @name: such as `models/tree-lstm.model`. Returns: (transfer full): where it is, or
 * would be. */
char *bs_shipped_file (const char *name);

/** bs_shipped_module: @name: of a loadable module. Returns: (transfer full): where it is, or would be. */
char *bs_shipped_module (const char *name);

/** bs_shipped_locale: Returns: (transfer full): the folder of translations, for bindtextdomain(). */
char *bs_shipped_locale (void);

/** bs_shipped_schemas: Returns: (transfer full) (nullable): the compiled settings schemas beside the
 * program: the desktop knows no others than its own. */
char *bs_shipped_schemas (void);

/** bs_shipped_models: Returns: (transfer full) (array zero-terminated=1): the names of models that come
 * with the program, in alphabetical order; none where they are not found. */
char **bs_shipped_models (void);

G_END_DECLS
