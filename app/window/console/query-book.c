/* SPDX-License-Identifier: Apache-2.0 */
/* Queries that were run, and those that people keep. */
#include "config.h"

#include "app/window/console/query-book.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "app/window/shell/file-writer.h"

#define VERSION 1
#define MAX_NAME 400
/* History, and favourites, in bytes; in the file a byte can take six. */
#define MAX_BYTES 400000
#define MAX_FILE (1 << 23)

struct _BsQueryBook
{
  GObject parent_instance;

  BsFileWriter *writer;  /* (nullable) */
  GPtrArray *history;    /* BsKeptQuery */
  GPtrArray *favourites; /* BsKeptQuery */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];
static BsQueryBook *the_book;

G_DEFINE_FINAL_TYPE (BsQueryBook, bs_query_book, G_TYPE_OBJECT)

static void
kept_free (gpointer data)
{
  BsKeptQuery *self = data;

  g_free (self->name);
  g_free (self->sql);
  g_free (self);
}

static BsKeptQuery *
kept_new (const char *name, const char *sql)
{
  BsKeptQuery *self = g_new0 (BsKeptQuery, 1);

  self->name = g_strdup (name);
  self->sql = g_strdup (sql);
  return self;
}

static guint
find (const GPtrArray *list, const char *name, const char *sql)
{
  for (guint i = 0; i < list->len; i++)
    {
      const BsKeptQuery *kept = g_ptr_array_index (list, i);

      if (name != NULL ? g_strcmp0 (kept->name, name) == 0 : g_strcmp0 (kept->sql, sql) == 0)
        return i;
    }

  return G_MAXUINT;
}

static void
build_list (JsonBuilder *builder, const char *member, const GPtrArray *list)
{
  json_builder_set_member_name (builder, member);
  json_builder_begin_array (builder);
  for (guint i = 0; i < list->len; i++)
    {
      const BsKeptQuery *kept = g_ptr_array_index (list, i);

      json_builder_begin_object (builder);
      if (kept->name != NULL)
        {
          json_builder_set_member_name (builder, "name");
          json_builder_add_string_value (builder, kept->name);
        }
      json_builder_set_member_name (builder, "sql");
      json_builder_add_string_value (builder, kept->sql);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
say_changed (BsQueryBook *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  if (self->writer != NULL)
    {
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "version");
      json_builder_add_int_value (builder, VERSION);
      build_list (builder, "favourites", self->favourites);
      build_list (builder, "history", self->history);
      json_builder_end_object (builder);
      root = json_builder_get_root (builder);
      bs_file_writer_write (self->writer, json_to_string (root, TRUE));
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const BsKeptQuery *const *one = a, *const *other = b;

  return g_utf8_collate ((*one)->name, (*other)->name);
}

/* What is not as expected is left out. */
static void
read_list (JsonObject *root, const char *member, gboolean named, guint most, GPtrArray *list)
{
  JsonNode *node = json_object_get_member (root, member);
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node)
                                                                  : NULL;
  guint n = array != NULL ? json_array_get_length (array) : 0;

  for (guint i = n > most ? n - most : 0; i < n; i++)
    {
      JsonNode *item = json_array_get_element (array, i);
      JsonObject *object = JSON_NODE_HOLDS_OBJECT (item) ? json_node_get_object (item) : NULL;
      const char *name, *sql;

      if (object == NULL)
        continue;
      name = json_object_get_string_member_with_default (object, "name", NULL);
      sql = json_object_get_string_member_with_default (object, "sql", NULL);
      if (sql != NULL && strlen (sql) <= BS_QUERY_BOOK_LENGTH
          && (!named
              || (name != NULL && *name != '\0' && strlen (name) <= MAX_NAME
                  && find (list, name, NULL) == G_MAXUINT)))
        g_ptr_array_add (list, kept_new (named ? name : NULL, sql));
    }
}

static void
load (BsQueryBook *self, const char *path)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *text = NULL;
  GStatBuf st;
  gsize length;
  JsonNode *root;

  if (g_stat (path, &st) != 0 || !S_ISREG (st.st_mode) || st.st_size > MAX_FILE
      || !g_file_get_contents (path, &text, &length, NULL)
      || !g_utf8_validate (text, (gssize) length, NULL)
      || !json_parser_load_from_data (parser, text, (gssize) length, NULL))
    return;

  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return;
  read_list (json_node_get_object (root), "favourites", TRUE, BS_QUERY_BOOK_FAVOURITES,
             self->favourites);
  read_list (json_node_get_object (root), "history", FALSE, BS_QUERY_BOOK_HISTORY, self->history);
  g_ptr_array_sort (self->favourites, compare_names);
}

static void
bs_query_book_finalize (GObject *object)
{
  BsQueryBook *self = BS_QUERY_BOOK (object);

  if (self->writer != NULL)
    bs_file_writer_finish (self->writer);
  g_clear_pointer (&self->writer, bs_file_writer_free);
  g_ptr_array_unref (self->history);
  g_ptr_array_unref (self->favourites);

  G_OBJECT_CLASS (bs_query_book_parent_class)->finalize (object);
}

static void
bs_query_book_class_init (BsQueryBookClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bs_query_book_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
bs_query_book_init (BsQueryBook *self)
{
  self->history = g_ptr_array_new_with_free_func (kept_free);
  self->favourites = g_ptr_array_new_with_free_func (kept_free);
}

BsQueryBook *
bs_query_book_new (const char *path)
{
  BsQueryBook *self = g_object_new (BS_TYPE_QUERY_BOOK, NULL);

  if (path != NULL)
    {
      load (self, path);
      self->writer = bs_file_writer_new (path);
    }

  return self;
}

BsQueryBook *
bs_query_book_get (void)
{
  if (the_book == NULL)
    {
      g_autofree char *path = g_build_filename (g_get_user_state_dir (), "batchscope",
                                                "queries.json", NULL);

      the_book = bs_query_book_new (path);
    }

  return the_book;
}

void
bs_query_book_set_default (BsQueryBook *book)
{
  g_set_object (&the_book, book);
}

void
bs_query_book_finish (BsQueryBook *self)
{
  g_return_if_fail (BS_IS_QUERY_BOOK (self));

  if (self->writer != NULL)
    bs_file_writer_finish (self->writer);
}

const GPtrArray *
bs_query_book_get_history (BsQueryBook *self)
{
  g_return_val_if_fail (BS_IS_QUERY_BOOK (self), NULL);

  return self->history;
}

const GPtrArray *
bs_query_book_get_favourites (BsQueryBook *self)
{
  g_return_val_if_fail (BS_IS_QUERY_BOOK (self), NULL);

  return self->favourites;
}

static gsize
count_bytes (const GPtrArray *list)
{
  gsize n = 0;

  for (guint i = 0; i < list->len; i++)
    n += strlen (((const BsKeptQuery *) g_ptr_array_index (list, i))->sql) + 32;

  return n;
}

void
bs_query_book_remember (BsQueryBook *self, const char *sql)
{
  guint at;

  g_return_if_fail (BS_IS_QUERY_BOOK (self));

  if (strlen (sql) > BS_QUERY_BOOK_LENGTH || !g_utf8_validate (sql, -1, NULL))
    return;

  at = find (self->history, NULL, sql);
  if (at != G_MAXUINT && at + 1 == self->history->len)
    return;
  if (at != G_MAXUINT)
    g_ptr_array_remove_index (self->history, at);
  g_ptr_array_add (self->history, kept_new (NULL, sql));
  while (self->history->len > BS_QUERY_BOOK_HISTORY
         || (self->history->len > 1 && count_bytes (self->history) > MAX_BYTES))
    g_ptr_array_remove_index (self->history, 0);
  say_changed (self);
}

void
bs_query_book_forget (BsQueryBook *self, const char *sql)
{
  guint at;

  g_return_if_fail (BS_IS_QUERY_BOOK (self));

  at = find (self->history, NULL, sql);
  if (at == G_MAXUINT)
    return;
  g_ptr_array_remove_index (self->history, at);
  say_changed (self);
}

gboolean
bs_query_book_keep (BsQueryBook *self, const char *name, const char *sql)
{
  guint at;

  g_return_val_if_fail (BS_IS_QUERY_BOOK (self), FALSE);

  if (*name == '\0' || strlen (name) > MAX_NAME || strlen (sql) > BS_QUERY_BOOK_LENGTH
      || count_bytes (self->favourites) + strlen (sql) > MAX_BYTES)
    return FALSE;

  at = find (self->favourites, name, NULL);
  if (at != G_MAXUINT)
    g_ptr_array_remove_index (self->favourites, at);
  else if (self->favourites->len >= BS_QUERY_BOOK_FAVOURITES)
    return FALSE;
  g_ptr_array_add (self->favourites, kept_new (name, sql));
  g_ptr_array_sort (self->favourites, compare_names);
  say_changed (self);

  return TRUE;
}

void
bs_query_book_drop (BsQueryBook *self, const char *name)
{
  guint at;

  g_return_if_fail (BS_IS_QUERY_BOOK (self));

  at = find (self->favourites, name, NULL);
  if (at == G_MAXUINT)
    return;
  g_ptr_array_remove_index (self->favourites, at);
  say_changed (self);
}
