/* SPDX-License-Identifier: Apache-2.0 */
/* How pictures look. */
#include "config.h"

#include "viz/style.h"

#include "profiles/trace/palette.h"

#define RGB(hex)                                                                                   \
  {                                                                                                \
    (((hex) >> 16) & 255) / 255.0, (((hex) >> 8) & 255) / 255.0, ((hex) &255) / 255.0, 1.0         \
  }

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
  return (BsColor) RGB (bs_palette_color (type, self->dark));
}

BsColor
bs_style_type_letter_color (const BsStyle *self, guint type)
{
  return (BsColor) RGB (bs_palette_letter_color (type, self->dark));
}

guint
bs_style_type_pattern (const BsStyle *self, guint type)
{
  /* Past twelve, colours repeat with the next pattern. */
  return (type + type / BS_PALETTE_SIZE) % BS_PALETTE_SIZE;
}

BsColor
bs_style_mark_color (const BsStyle *self, BsStyleMark mark)
{
  return self->dark ? marks[mark].dark : marks[mark].light;
}
