/* SPDX-License-Identifier: Apache-2.0 */
/* What people read in the lessons, as a header that translators' tools understand. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** lesson_words: Returns: (transfer full): the header for the lessons in @folder, or %NULL with an error. */
char *lesson_words (const char *folder, GError **error);

G_END_DECLS
