/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the reference of the C interface: a page a header, from its declarations and comments.
 *
 * Usage: make-reference FOLDER VERSION ROOT HEADER...     headers as paths from ROOT
 *
 * A header is read as it is written here: what belongs together stands without a blank line between,
 * a comment before what it is about. */
#include "config.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

static const char page_head[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
    "name=\"viewport\" content=\"width=device-width\">\n<title>%s</title>\n<style>\n"
    ":root { color-scheme: light dark; }\n"
    "body { max-width: 52rem; margin: 2rem auto; padding: 0 1rem; line-height: 1.5;"
    " font-family: Cantarell, sans-serif; }\n"
    "pre { padding: .6rem .9rem; border-radius: 6px; background: rgba(128,128,128,.12);"
    " overflow-x: auto; }\n"
    "section { margin: 1.6rem 0; }\n"
    "</style>\n</head>\n<body>\n";

/* A run of lines between blank ones: a comment, code, or a comment and the code it is about. */
typedef struct
{
  char *comment;
  char *code;
} Chunk;

static void
chunk_free (gpointer data)
{
  Chunk *self = data;

  g_free (self->comment);
  g_free (self->code);
  g_free (self);
}

/* Removes the stars and slashes around a comment. */
static char *
clean_comment (const char *text)
{
  g_autoptr (GRegex) marks = g_regex_new ("^\\s*(/\\*+|\\*+/|\\*+(?!/))? ?|\\s*\\*+/\\s*$",
                                          G_REGEX_MULTILINE, 0, NULL);

  return g_regex_replace_literal (marks, text, -1, 0, "", 0, NULL);
}

static gboolean
is_plumbing (const char *line)
{
  static const char *const beginnings[] = { "#pragma",     "#include",         "G_BEGIN_DECLS",
                                            "G_END_DECLS", "G_DEFINE_AUTOPTR", NULL };

  for (guint i = 0; beginnings[i] != NULL; i++)
    {
      if (g_str_has_prefix (line, beginnings[i]))
        return TRUE;
    }

  return strstr (line, "SPDX-License-Identifier") != NULL;
}

static void
flush_chunk (GString *comment, GString *code, GPtrArray *chunks)
{
  Chunk *chunk;

  if (comment->len + code->len == 0)
    return;
  chunk = g_new0 (Chunk, 1);
  chunk->comment = clean_comment (comment->str);
  chunk->code = g_strdup (code->str);
  g_ptr_array_add (chunks, chunk);
  g_string_truncate (comment, 0);
  g_string_truncate (code, 0);
}

static GPtrArray *
read_header (const char *text)
{
  GPtrArray *chunks = g_ptr_array_new_with_free_func (chunk_free);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GString) comment = g_string_new (NULL);
  g_autoptr (GString) code = g_string_new (NULL);
  gboolean in_comment = FALSE;
  int depth = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line = lines[i];

      if (!in_comment && depth == 0 && is_plumbing (line))
        continue;
      if (!in_comment && depth == 0 && line[0] == '\0')
        {
          flush_chunk (comment, code, chunks);
          continue;
        }
      if (in_comment || (depth == 0 && g_str_has_prefix (line, "/*")))
        {
          if (!in_comment && code->len > 0)
            flush_chunk (comment, code, chunks);
          g_string_append_printf (comment, "%s\n", line);
          in_comment = strstr (line, "*/") == NULL;
          continue;
        }
      for (const char *p = line; *p != '\0'; p++)
        depth += *p == '{' ? 1 : *p == '}' ? -1 : 0;
      g_string_append_printf (code, "%s\n", line);
    }
  flush_chunk (comment, code, chunks);

  return chunks;
}

/* What a chunk declares: a function first, else a type. */
static char *
find_name (const char *code)
{
  static const char *const patterns[] = { "\\b(bs_[a-z0-9_]+) \\(", "\\b(Bs[A-Za-z0-9]+);\\s*$",
                                          "^struct _(Bs[A-Za-z0-9]+)", "^#define (BS_[A-Z0-9_]+)" };

  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      g_autoptr (GRegex) regex = g_regex_new (patterns[i], G_REGEX_MULTILINE, 0, NULL);
      g_autoptr (GMatchInfo) match = NULL;

      if (g_regex_match (regex, code, 0, &match))
        return g_match_info_fetch (match, 1);
    }

  return NULL;
}

/* `code`, @argument and %CONSTANT stand in code's type; blank lines part paragraphs. */
static void
append_comment (const char *comment, GString *out)
{
  g_autoptr (GRegex)
      marks = g_regex_new ("`([^`]+)`|@([a-z_A-Z0-9]+)|%([A-Z_a-z0-9]+)", 0, 0, NULL);
  g_autoptr (GRegex) gaps = g_regex_new ("\\n\\s*\\n", 0, 0, NULL);
  g_autoptr (GRegex) items = g_regex_new ("\\n(?=<code>\\w+</code>:)", 0, 0, NULL);
  g_autofree char *escaped = g_markup_escape_text (comment, -1);
  g_autofree char *marked = NULL;
  g_autofree char *listed = NULL;
  g_autofree char *parted = NULL;

  g_strstrip (escaped);
  if (escaped[0] == '\0')
    return;
  marked = g_regex_replace (marks, escaped, -1, 0, "<code>\\1\\2\\3</code>", 0, NULL);
  listed = g_regex_replace_literal (items, marked, -1, 0, "<br>\n", 0, NULL);
  parted = g_regex_replace_literal (gaps, listed, -1, 0, "</p>\n<p>", 0, NULL);
  g_string_append_printf (out, "<p>%s</p>\n", parted);
}

static void
append_page (const char *header, GPtrArray *chunks, GString *page, GString *index)
{
  g_autofree char *file = g_strconcat (header, ".html", NULL);

  g_strdelimit (file, "/", '-');
  g_string_append_printf (page, page_head, header);
  g_string_append_printf (page, "<p><a href=\"index.html\">All headers</a></p>\n<h1>%s</h1>\n",
                          header);
  g_string_append_printf (index, "<section>\n<h2><a href=\"%s\">%s</a></h2>\n", file, header);

  for (guint i = 0; i < chunks->len; i++)
    {
      const Chunk *chunk = chunks->pdata[i];
      g_autofree char *code = g_markup_escape_text (chunk->code, -1);
      g_autofree char *name = find_name (chunk->code);

      /* The first comment is about the header itself. */
      if (i == 0)
        append_comment (chunk->comment, index);
      if (name != NULL)
        {
          g_string_append_printf (page, "<section id=\"%s\">\n", name);
          g_string_append_printf (index, "<a href=\"%s#%s\"><code>%s</code></a>\n", file, name,
                                  name);
        }
      else
        {
          g_string_append (page, "<section>\n");
        }
      if (code[0] != '\0')
        g_string_append_printf (page, "<pre>%s</pre>\n", code);
      append_comment (chunk->comment, page);
      g_string_append (page, "</section>\n");
    }
  g_string_append (page, "</body>\n</html>\n");
  g_string_append (index, "</section>\n");
}

static gboolean
write_page (const char *folder, const char *header, const GString *page, GError **error)
{
  g_autofree char *file = g_strconcat (header, ".html", NULL);
  g_autofree char *path = NULL;

  g_strdelimit (file, "/", '-');
  path = g_build_filename (folder, file, NULL);

  return g_file_set_contents (path, page->str, (gssize) page->len, error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GString) index = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  if (argc < 5 || g_mkdir_with_parents (argv[1], 0755) != 0)
    {
      fprintf (stderr, "Usage: make-reference FOLDER VERSION ROOT HEADER...\n");
      return 2;
    }
  g_string_append_printf (index, page_head, "Batchscope: C interface");
  g_string_append_printf (index, "<h1>Batchscope %s: C interface</h1>\n", argv[2]);
  for (int i = 4; i < argc; i++)
    {
      g_autofree char *path = g_build_filename (argv[3], argv[i], NULL);
      g_autofree char *text = NULL;
      g_autoptr (GPtrArray) chunks = NULL;
      g_autoptr (GString) page = g_string_new (NULL);

      if (g_file_get_contents (path, &text, NULL, &error))
        {
          chunks = read_header (text);
          append_page (argv[i], chunks, page, index);
        }
      if (error != NULL || !write_page (argv[1], argv[i], page, &error))
        {
          fprintf (stderr, "make-reference: %s\n", error->message);
          return 1;
        }
    }
  g_string_append (index, "</body>\n</html>\n");
  if (!write_page (argv[1], "index", index, &error))
    {
      fprintf (stderr, "make-reference: %s\n", error->message);
      return 1;
    }

  return 0;
}
