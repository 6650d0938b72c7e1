/* SPDX-License-Identifier: Apache-2.0 */
/* Some editors begin a text in UTF-8 with a mark that nobody sees. */
#pragma once

#include <string.h>

#include <glib.h>

G_BEGIN_DECLS

static inline void
bs_skip_byte_order_mark (const char **text, const char *end)
{
  if (end - *text >= 3 && memcmp (*text, "\xef\xbb\xbf", 3) == 0)
    *text += 3;
}

G_END_DECLS
