/* SPDX-License-Identifier: Apache-2.0 */
/* The palette. Chosen so that types differ under every kind of colour vision and stand out from
 * both surfaces; tests/viz recomputes both claims. */
#include "config.h"

#include "profiles/trace/palette.h"

#define WHITE 0xffffffu
#define INK 0x1a1a1au

typedef struct
{
  guint32 light, dark;
  guint32 letter_on_light, letter_on_dark;
} Entry;

static const Entry palette[BS_PALETTE_SIZE] = {
  { 0x334ece, 0x5372ed, WHITE, WHITE }, /* blue */
  { 0xdc7108, 0xee8621, INK, INK },     /* orange */
  { 0x0d896a, 0x59bc8a, WHITE, INK },   /* green */
  { 0x971962, 0xd74299, WHITE, WHITE }, /* raspberry */
  { 0x8f640d, 0xf6d90e, WHITE, INK },   /* ochre */
  { 0x751b95, 0xaf92ff, WHITE, INK },   /* violet */
  { 0x009ac2, 0x5bd7fd, INK, INK },     /* cyan */
  { 0x503410, 0xaa6f3b, WHITE, WHITE }, /* brown */
  { 0x8e8f91, 0xe1e4e7, INK, INK },     /* slate */
  { 0xd94851, 0xfca3c3, WHITE, INK },   /* coral */
  { 0x505702, 0xaace72, WHITE, INK },   /* olive */
  { 0x0d2674, 0x8982d3, WHITE, INK },   /* navy */
};

guint32
bs_palette_color (guint type, gboolean dark)
{
  const Entry *entry = &palette[type % BS_PALETTE_SIZE];

  return dark ? entry->dark : entry->light;
}

guint32
bs_palette_letter_color (guint type, gboolean dark)
{
  const Entry *entry = &palette[type % BS_PALETTE_SIZE];

  return dark ? entry->letter_on_dark : entry->letter_on_light;
}
