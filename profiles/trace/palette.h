/* SPDX-License-Identifier: Apache-2.0 */
/* The colours of types, the same in pictures, in documents and in what other programs draw. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BS_PALETTE_SIZE 12

/** bs_palette_color: Returns: 0xRRGGBB of a type's mark, by its id; past the size of the palette
 * colours repeat. @dark: on a dark surface. */
guint32 bs_palette_color (guint type, gboolean dark);

/** bs_palette_letter_color: Returns: 0xRRGGBB of what is written on it. */
guint32 bs_palette_letter_color (guint type, gboolean dark);

G_END_DECLS
