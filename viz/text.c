/* SPDX-License-Identifier: Apache-2.0 */
/* Text in pictures: layouts and letters are shaped once a thread and kept. */
#include "config.h"

#include "viz/text.h"

#include <math.h>
#include <string.h>

#include "profiles/tables/bytes.h"

/* Shaping costs more than a whole frame of marks, so layouts are kept until there are this many. */
#define MAX_LAYOUTS 2048
#define GLYPH_SIZE 64.0
#define MAX_GLYPHS 4

struct _BsGlyphs
{
  cairo_font_face_t *face;
  guint n;
  gulong index[MAX_GLYPHS];
  double x[MAX_GLYPHS]; /* at size 1 */
  double width;
  double cap_height;
};

typedef struct
{
  const char *family; /* interned */
  char *text;
  int size;  /* in Pango units */
  int width; /* to ellipsize at, or -1 */
  gboolean bold;
} Key;

typedef struct
{
  Key key;
  PangoLayout *layout;
  double width, baseline, cap_height;
} Entry;

typedef struct
{
  PangoFontMap *map;
  PangoContext *context;
  GHashTable *layouts; /* Entry, by itself */
  GHashTable *glyphs;  /* GlyphEntry, by itself */
  const char *family;  /* interned: of these descriptions */
  PangoFontDescription *descriptions[2];
  double cap_height[2]; /* at size 1 */
} Cache;

typedef struct
{
  Key key;
  BsGlyphs glyphs;
} GlyphEntry;

static guint
key_hash (gconstpointer data)
{
  const Key *key = data;

  return g_str_hash (key->text) ^ (guint) key->size * 2654435761u ^ (guint) key->width * 40503u
         ^ (guint) key->bold ^ g_direct_hash (key->family);
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  const Key *left = a, *right = b;

  return left->size == right->size && left->width == right->width && left->bold == right->bold
         && left->family == right->family && strcmp (left->text, right->text) == 0;
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_object_unref (entry->layout);
  g_free (entry->key.text);
  g_free (entry);
}

static void
glyph_entry_free (gpointer data)
{
  GlyphEntry *entry = data;

  g_clear_pointer (&entry->glyphs.face, cairo_font_face_destroy);
  g_free (entry->key.text);
  g_free (entry);
}

static void
cache_free (gpointer data)
{
  Cache *self = data;

  g_hash_table_unref (self->layouts);
  g_hash_table_unref (self->glyphs);
  g_clear_pointer (&self->descriptions[0], pango_font_description_free);
  g_clear_pointer (&self->descriptions[1], pango_font_description_free);
  g_object_unref (self->context);
  g_object_unref (self->map);
  g_free (self);
}

static GPrivate cache_key = G_PRIVATE_INIT (cache_free);

static PangoLayout *
make_layout (Cache *self, const char *text, int size, gboolean bold)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  PangoLayout *layout = pango_layout_new (self->context);

  pango_font_description_set_absolute_size (self->descriptions[bold ? 1 : 0], size);
  pango_layout_set_font_description (layout, self->descriptions[bold ? 1 : 0]);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_auto_dir (layout, TRUE);
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_text (layout, text, -1);

  return layout;
}

static void
set_family (Cache *self, const char *family)
{
  self->family = family;
  for (int bold = 0; bold < 2; bold++)
    {
      g_autoptr (PangoLayout) layout = NULL;
      PangoRectangle ink;

      g_clear_pointer (&self->descriptions[bold], pango_font_description_free);
      self->descriptions[bold] = pango_font_description_new ();
      pango_font_description_set_family (self->descriptions[bold], family);
      pango_font_description_set_weight (self->descriptions[bold],
                                         bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
      layout = make_layout (self, "H", (int) (GLYPH_SIZE * PANGO_SCALE), bold);
      pango_layout_get_extents (layout, &ink, NULL);
      self->cap_height[bold] = ink.height / (GLYPH_SIZE * PANGO_SCALE);
    }
}

static Cache *
get_cache (const BsStyle *style)
{
  Cache *self = g_private_get (&cache_key);
  const char *family = g_intern_string (style->font != NULL ? style->font : "Cantarell");

  if (self == NULL)
    {
      cairo_font_options_t *options = cairo_font_options_create ();

      self = g_new0 (Cache, 1);
      self->map = pango_cairo_font_map_new ();
      /* Points are pixels in pictures. */
      pango_cairo_font_map_set_resolution (PANGO_CAIRO_FONT_MAP (self->map), 96.0);
      self->context = pango_font_map_create_context (self->map);
      cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
      cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_SLIGHT);
      cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
      pango_cairo_context_set_font_options (self->context, options);
      pango_context_set_round_glyph_positions (self->context, FALSE);
      cairo_font_options_destroy (options);
      self->layouts = g_hash_table_new_full (key_hash, key_equal, NULL, entry_free);
      self->glyphs = g_hash_table_new_full (key_hash, key_equal, NULL, glyph_entry_free);
      g_private_set (&cache_key, self);
    }
  if (self->family != family)
    set_family (self, family);

  return self;
}

static const Entry *
lookup (const BsStyle *style, const char *text, double size, gboolean bold, double width)
{
  Cache *self = get_cache (style);
  Key key = { .family = self->family, .text = (char *) text, .bold = bold };
  Entry *entry;
  int layout_width, layout_height;

  /* Quarter points: a zoom must not fill the cache with sizes nobody can tell apart. */
  key.size = (int) (CLAMP (rint (size * 4.0), 4.0, 4096.0) / 4.0 * PANGO_SCALE);
  key.width = width < 0 ? -1 : (int) (MIN (width, 16384.0) * PANGO_SCALE);

  entry = g_hash_table_lookup (self->layouts, &key);
  if (entry != NULL)
    return entry;

  if (g_hash_table_size (self->layouts) >= MAX_LAYOUTS)
    g_hash_table_remove_all (self->layouts);

  entry = g_new0 (Entry, 1);
  entry->key = key;
  entry->key.text = g_strdup (text);
  entry->layout = make_layout (self, text, key.size, bold);
  if (key.width >= 0)
    {
      pango_layout_set_width (entry->layout, key.width);
      pango_layout_set_ellipsize (entry->layout, PANGO_ELLIPSIZE_END);
    }
  pango_layout_get_size (entry->layout, &layout_width, &layout_height);
  entry->width = layout_width / (double) PANGO_SCALE;
  entry->baseline = pango_layout_get_baseline (entry->layout) / (double) PANGO_SCALE;
  entry->cap_height = self->cap_height[bold ? 1 : 0] * key.size / PANGO_SCALE;
  if (key.width >= 0)
    {
      /* The width of what is shown, so that alignment is ours. */
      PangoRectangle logical;

      pango_layout_get_extents (entry->layout, NULL, &logical);
      entry->width = logical.width / (double) PANGO_SCALE;
      pango_layout_set_alignment (entry->layout, PANGO_ALIGN_LEFT);
    }
  g_hash_table_add (self->layouts, entry);

  return entry;
}

double
bs_text_width (const BsStyle *style, const char *text, double size, gboolean bold)
{
  return lookup (style, text, size, bold, -1.0)->width;
}

static void
draw_entry (cairo_t *cr, const Entry *entry, BsTextAlign align, double x, double y, BsColor color)
{
  if (align == BS_TEXT_CENTER)
    x -= entry->width / 2.0;
  else if (align == BS_TEXT_RIGHT)
    x -= entry->width;

  bs_color_set (cr, color);
  cairo_move_to (cr, x, y + entry->cap_height / 2.0 - entry->baseline);
  pango_cairo_show_layout (cr, entry->layout);
  cairo_new_path (cr);
}

void
bs_text_draw (cairo_t *cr, const BsStyle *style, const char *text, double size, gboolean bold,
              BsTextAlign align, double x, double y, BsColor color)
{
  draw_entry (cr, lookup (style, text, size, bold, -1.0), align, x, y, color);
}

void
bs_text_draw_within (cairo_t *cr, const BsStyle *style, const char *text, double size,
                     gboolean bold, BsTextAlign align, double x, double y, double width,
                     BsColor color)
{
  if (width < size)
    return;
  if (bs_text_width (style, text, size, bold) <= width)
    bs_text_draw (cr, style, text, size, bold, align, x, y, color);
  else
    draw_entry (cr, lookup (style, text, size, bold, floor (width)), align, x, y, color);
}

const char *
bs_text_number (char buffer[40], guint64 number)
{
  char digits[24];
  int n = g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, number);
  char *out = buffer;

  for (int i = 0; i < n; i++)
    {
      if (i > 0 && (n - i) % 3 == 0)
        out = g_stpcpy (out, "\xe2\x80\xaf");
      *out++ = digits[i];
    }
  *out = '\0';

  return buffer;
}

const char *
bs_text_bytes (char buffer[40], guint64 bytes)
{
  return bs_bytes_write (buffer, bytes);
}

const BsGlyphs *
bs_glyphs_get (const BsStyle *style, const char *letter, gboolean bold)
{
  Cache *self = get_cache (style);
  Key key = { .family = self->family, .text = (char *) letter, .width = -1, .bold = bold };
  GlyphEntry *entry = g_hash_table_lookup (self->glyphs, &key);
  g_autoptr (PangoLayout) layout = NULL;
  PangoLayoutLine *line;
  BsGlyphs *glyphs;
  double x = 0.0;

  if (entry != NULL)
    return &entry->glyphs;

  entry = g_new0 (GlyphEntry, 1);
  entry->key = key;
  entry->key.text = g_strdup (letter);
  glyphs = &entry->glyphs;
  glyphs->cap_height = self->cap_height[bold ? 1 : 0];
  layout = make_layout (self, letter, (int) (GLYPH_SIZE * PANGO_SCALE), bold);
  line = pango_layout_get_line_readonly (layout, 0);
  for (GSList *l = line != NULL ? line->runs : NULL; l != NULL; l = l->next)
    {
      const PangoGlyphItem *run = l->data;
      PangoFont *font = run->item->analysis.font;
      cairo_scaled_font_t *scaled = font != NULL
                                        ? pango_cairo_font_get_scaled_font (PANGO_CAIRO_FONT (font))
                                        : NULL;
      cairo_font_face_t *face = scaled != NULL ? cairo_scaled_font_get_font_face (scaled) : NULL;

      for (int i = 0; i < run->glyphs->num_glyphs; i++)
        {
          const PangoGlyphInfo *info = &run->glyphs->glyphs[i];

          /* A letter has one font; what a fallback adds to it is left out. */
          if (face != NULL && (info->glyph & PANGO_GLYPH_UNKNOWN_FLAG) == 0
              && info->glyph != PANGO_GLYPH_EMPTY && glyphs->n < MAX_GLYPHS
              && (glyphs->face == NULL || glyphs->face == face))
            {
              if (glyphs->face == NULL)
                glyphs->face = cairo_font_face_reference (face);
              glyphs->index[glyphs->n] = info->glyph;
              glyphs->x[glyphs->n++] = x + info->geometry.x_offset / (GLYPH_SIZE * PANGO_SCALE);
            }
          x += info->geometry.width / (GLYPH_SIZE * PANGO_SCALE);
        }
    }
  glyphs->width = x;
  g_hash_table_add (self->glyphs, entry);

  return glyphs;
}

double
bs_glyphs_width (const BsGlyphs *self)
{
  return self->width;
}

void
bs_glyph_run_begin (BsGlyphRun *self, cairo_t *cr, double size, BsColor color)
{
  self->cr = cr;
  self->color = color;
  self->size = rint (size * 4.0) / 4.0;
  self->face = NULL;
  self->n = 0;
}

void
bs_glyph_run_end (BsGlyphRun *self)
{
  if (self->n == 0)
    return;

  bs_color_set (self->cr, self->color);
  cairo_set_font_face (self->cr, self->face);
  cairo_set_font_size (self->cr, self->size);
  cairo_show_glyphs (self->cr, self->glyphs, (int) self->n);
  self->n = 0;
}

void
bs_glyph_run_add (BsGlyphRun *self, const BsGlyphs *glyphs, double x, double y)
{
  if (glyphs->face == NULL)
    return;
  if (glyphs->face != self->face || self->n + glyphs->n > BS_GLYPH_RUN_LENGTH)
    {
      bs_glyph_run_end (self);
      self->face = glyphs->face;
    }
  x -= glyphs->width * self->size / 2.0;
  y += glyphs->cap_height * self->size / 2.0;
  for (guint i = 0; i < glyphs->n; i++)
    self->glyphs[self->n++] = (cairo_glyph_t){ glyphs->index[i], x + glyphs->x[i] * self->size, y };
}
