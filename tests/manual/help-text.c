/* SPDX-License-Identifier: Apache-2.0 */
/* Pages of the help as a list of pieces of text, each with the elements that it stands in. */
#include "config.h"

#include "tests/manual/help-text.h"

typedef struct
{
  HelpText *page;
  GPtrArray *open; /* #HelpElement, not owned */
} Reading;

static void
element_free (gpointer data)
{
  HelpElement *self = data;

  g_free (self->name);
  g_hash_table_unref (self->attributes);
  g_string_free (self->text, TRUE);
  g_free (self);
}

static void
piece_free (gpointer data)
{
  HelpPiece *self = data;

  g_free (self->text);
  g_free (self);
}

static guint
line_of (GMarkupParseContext *context)
{
  int line, character;

  g_markup_parse_context_get_position (context, &line, &character);

  return (guint) line;
}

static void
start (GMarkupParseContext *context, const char *name, const char **names, const char **values,
       gpointer user_data, GError **error)
{
  Reading *reading = user_data;
  HelpElement *element = g_new0 (HelpElement, 1);

  if (reading->open->len > 0)
    element->parent = g_ptr_array_index (reading->open, reading->open->len - 1);
  element->name = g_strdup (name);
  element->line = line_of (context);
  element->text = g_string_new (NULL);
  element->attributes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; names[i] != NULL; i++)
    g_hash_table_insert (element->attributes, g_strdup (names[i]), g_strdup (values[i]));
  g_ptr_array_add (reading->page->elements, element);
  g_ptr_array_add (reading->open, element);
}

static void
end (GMarkupParseContext *context, const char *name, gpointer user_data, GError **error)
{
  Reading *reading = user_data;

  g_ptr_array_remove_index (reading->open, reading->open->len - 1);
}

static void
text (GMarkupParseContext *context, const char *words, gsize length, gpointer user_data,
      GError **error)
{
  Reading *reading = user_data;
  HelpPiece *piece;

  if (reading->open->len == 0)
    return;

  piece = g_new0 (HelpPiece, 1);
  piece->element = g_ptr_array_index (reading->open, reading->open->len - 1);
  piece->text = g_strndup (words, length);
  piece->line = line_of (context);
  g_ptr_array_add (reading->page->pieces, piece);
  for (guint i = 0; i < reading->open->len; i++)
    {
      HelpElement *around = g_ptr_array_index (reading->open, i);

      g_string_append_len (around->text, words, (gssize) length);
    }
}

HelpText *
help_text_read (const char *path)
{
  static const GMarkupParser parser = { start, end, text, NULL, NULL };
  g_autoptr (GPtrArray) open = g_ptr_array_new ();
  g_autoptr (GMarkupParseContext) context = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  gsize length;
  HelpText *self = g_new0 (HelpText, 1);
  Reading reading = { self, open };

  self->path = g_strdup (path);
  self->elements = g_ptr_array_new_with_free_func (element_free);
  self->pieces = g_ptr_array_new_with_free_func (piece_free);
  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  context = g_markup_parse_context_new (&parser, 0, &reading, NULL);
  if (!g_markup_parse_context_parse (context, contents, (gssize) length, &error)
      || !g_markup_parse_context_end_parse (context, &error))
    g_error ("%s: %s", path, error->message);

  return self;
}

void
help_text_free (HelpText *self)
{
  g_free (self->path);
  g_ptr_array_unref (self->elements);
  g_ptr_array_unref (self->pieces);
  g_free (self);
}

const char *
help_element_get (const HelpElement *self, const char *attribute)
{
  return g_hash_table_lookup (self->attributes, attribute);
}

const HelpElement *
help_element_find (const HelpElement *self, const char *name)
{
  while (self != NULL && !g_str_equal (self->name, name))
    self = self->parent;

  return self;
}

char *
help_folder (void)
{
  return g_build_filename (g_getenv ("BATCHSCOPE_SOURCE_DIR"), "data", "help", "C", NULL);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char *const *) a, *(char *const *) b);
}

GPtrArray *
help_pages (void)
{
  GPtrArray *pages = g_ptr_array_new_with_free_func ((GDestroyNotify) help_text_free);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *folder = help_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".page"))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, g_ptr_array_index (names, i), NULL);

      g_ptr_array_add (pages, help_text_read (path));
    }

  return pages;
}
