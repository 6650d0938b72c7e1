/* SPDX-License-Identifier: Apache-2.0 */
/* The palette. Chosen so that types differ under every kind of colour vision and stand out from
 * both surfaces; tests/viz recomputes both claims. */
#include "config.h"

#include "viz/style.h"

#define N_COLORS 12

#define RGB(hex)                                                                                   \
  {                                                                                                \
    (((hex) >> 16) & 255) / 255.0, (((hex) >> 8) & 255) / 255.0, ((hex) &255) / 255.0, 1.0         \
  }

typedef struct
{
  BsColor light, dark;
  gboolean white_on_light, white_on_dark; /* the letter */
} Entry;

static const Entry palette[N_COLORS] = {
  { RGB (0x334ece), RGB (0x5372ed), TRUE, TRUE },   /* blue */
  { RGB (0xdc7108), RGB (0xee8621), FALSE, FALSE }, /* orange */
  { RGB (0x0d896a), RGB (0x59bc8a), TRUE, FALSE },  /* green */
  { RGB (0x971962), RGB (0xd74299), TRUE, TRUE },   /* raspberry */
  { RGB (0x8f640d), RGB (0xf6d90e), TRUE, FALSE },  /* ochre */
  { RGB (0x751b95), RGB (0xaf92ff), TRUE, FALSE },  /* violet */
  { RGB (0x009ac2), RGB (0x5bd7fd), FALSE, FALSE }, /* cyan */
  { RGB (0x503410), RGB (0xaa6f3b), TRUE, TRUE },   /* brown */
  { RGB (0x8e8f91), RGB (0xe1e4e7), FALSE, FALSE }, /* slate */
  { RGB (0xd94851), RGB (0xfca3c3), TRUE, FALSE },  /* coral */
  { RGB (0x505702), RGB (0xaace72), TRUE, FALSE },  /* olive */
  { RGB (0x0d2674), RGB (0x8982d3), TRUE, FALSE },  /* navy */
};

static const struct
{
  BsColor light, dark;
} marks[BS_N_STYLE_MARKS] = {
  [BS_MARK_NOW] = { RGB (0x3584e4), RGB (0x3584e4) },
  [BS_MARK_BREAKPOINT] = { RGB (0xc01c28), RGB (0xff7b63) },
  [BS_MARK_BRANCH] = { RGB (0x813d9c), RGB (0xdc8add) },
  [BS_MARK_ACCEPTED] = { RGB (0x1b8553), RGB (0x57c893) },
  [BS_MARK_REJECTED] = { RGB (0xc01c28), RGB (0xff7b63) },
  [BS_MARK_GATHER] = { RGB (0xb5480a), RGB (0xffa348) },
  [BS_MARK_SCATTER] = { RGB (0x0f7d8c), RGB (0x5bc8d6) },
  [BS_MARK_WARNING] = { RGB (0x9c6e03), RGB (0xf8e45c) },
};

static const BsColor white = RGB (0xffffff);
static const BsColor ink = RGB (0x1a1a1a);

void
bs_style_init (BsStyle *self, gboolean dark)
{
  *self = (BsStyle){
    .dark = dark,
    .animate = TRUE,
    .text_scale = 1.0,
    .font = "Cantarell",
    .accent = RGB (0x3584e4),
  };

  if (dark)
    {
      self->foreground = white;
      self->window = (BsColor) RGB (0x242424);
      self->view = (BsColor) RGB (0x1e1e1e);
      self->card = (BsColor) RGB (0x363636);
      self->accent_text = (BsColor) RGB (0x78aeed);
    }
  else
    {
      self->foreground = (BsColor){ 0.0, 0.0, 0.0, 0.8 };
      self->window = (BsColor) RGB (0xfafafa);
      self->view = white;
      self->card = white;
      self->accent_text = (BsColor) RGB (0x1c71d8);
    }
}

void
bs_color_set (cairo_t *cr, BsColor color)
{
  cairo_set_source_rgba (cr, color.red, color.green, color.blue, color.alpha);
}

BsColor
bs_style_type_color (const BsStyle *self, guint type)
{
  const Entry *entry = &palette[type % N_COLORS];

  return self->dark ? entry->dark : entry->light;
}

BsColor
bs_style_type_letter_color (const BsStyle *self, guint type)
{
  const Entry *entry = &palette[type % N_COLORS];

  return (self->dark ? entry->white_on_dark : entry->white_on_light) ? white : ink;
}

guint
bs_style_type_pattern (const BsStyle *self, guint type)
{
  /* Past twelve, colours repeat with the next pattern. */
  return (type + type / N_COLORS) % N_COLORS;
}

BsColor
bs_style_mark_color (const BsStyle *self, BsStyleMark mark)
{
  return self->dark ? marks[mark].dark : marks[mark].light;
}
