/* SPDX-License-Identifier: Apache-2.0 */
/* Copies headers in the form that g-ir-scanner reads: it knows comments of several lines only, of
 * fields only what stands above their struct, and of inline functions nothing.
 *
 * Usage: prepare-headers [--bindings] FOLDER ROOT HEADER...     headers as paths from ROOT
 *
 * For bindings inline functions are left out, which are in no library, and functions are marked to be skipped
 * that return structs of which GObject knows no type: nobody could own those.
 *
 * A header is read as it is written here: what is outside of all braces begins a line. */
#include "config.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <utime.h>

/* What is said of something, in the order of the scanner. */
typedef struct
{
  char *name; /* (nullable): of a plain comment */
  GString *parameters, *text, *returns;
} Doc;

/* (nullable): for bindings: the text of all headers */
static const char *all_headers;

static void
doc_free (Doc *self)
{
  g_free (self->name);
  g_string_free (self->parameters, TRUE);
  g_string_free (self->text, TRUE);
  g_string_free (self->returns, TRUE);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Doc, doc_free)

static Doc *
doc_new (const char *name)
{
  Doc *self = g_new0 (Doc, 1);

  self->name = g_strdup (name);
  self->parameters = g_string_new (NULL);
  self->text = g_string_new (NULL);
  self->returns = g_string_new (NULL);

  return self;
}

static char *
replace (const char *pattern, const char *text, const char *with)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_MULTILINE, 0, NULL);

  return g_regex_replace (regex, text, -1, 0, with, 0, NULL);
}

/* Puts a paragraph on one line. */
static void
append_flat (GString *out, const char *text)
{
  g_autofree char *flat = replace ("\\s+", text, " ");

  g_string_append (out, g_strstrip (flat));
}

/* A parameter or what is returned goes to the next blank line; what follows is about all. */
static void
add_part (Doc *self, const char *part)
{
  g_auto (GStrv) halves = g_strsplit (part, "\n\n", 2);
  const char *rest = halves[0] != NULL ? halves[1] : NULL;

  if (part[0] == '@')
    {
      /* What is only annotated ends in a colon. */
      g_autofree char *whole = replace ("^(@\\w+: *(?:\\([^)]*\\) ?)+)\\.?\\s*\\z", halves[0],
                                        "\\1:");

      append_flat (self->parameters, whole);
      g_string_append_c (self->parameters, '\n');
    }
  else if (g_str_has_prefix (part, "Returns:"))
    append_flat (self->returns, halves[0]);
  else
    rest = part;
  if (rest != NULL)
    g_string_append_printf (self->text, "%s\n", rest);
}

/* Returns: (transfer full): the comment, without stars and slashes. */
static Doc *
parse_comment (const char *comment)
{
  g_autofree char *clean = replace ("^ ?(/\\*+|\\*+/|\\*(?!/)) ?|\\s*\\*+/\\s*$", comment, "");
  g_autoptr (GRegex)
      head = g_regex_new ("^\\s*((?:bs_|Bs|BS_)\\w+):\\s*(.*)$", G_REGEX_DOTALL, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autoptr (GRegex) part = g_regex_new ("(?:\\A|\\n|(?<=[.:;] ))(@\\w+:|Returns:)", 0, 0, NULL);
  g_autofree char *name = NULL, *body = NULL, *parted = NULL;
  g_auto (GStrv) parts = NULL;
  Doc *self;

  if (!g_str_has_prefix (comment, "/**") || !g_regex_match (head, clean, 0, &match))
    {
      self = doc_new (NULL);
      g_string_append (self->text, clean);
      return self;
    }

  name = g_match_info_fetch (match, 1);
  body = g_match_info_fetch (match, 2);
  self = doc_new (name);
  parted = g_regex_replace (part, body, -1, 0, "\x1e\\1", 0, NULL);
  parts = g_strsplit (parted, "\x1e", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    add_part (self, parts[i]);

  return self;
}

/* Whether code declares a function whose result nobody could own. */
static gboolean
is_skipped (const char *code, char **name)
{
  g_autoptr (GRegex) declaration = g_regex_new ("^(Bs\\w+) (\\*?)(bs_\\w+) \\(", 0, 0, NULL);
  g_autoptr (GRegex) word = g_regex_new ("(?<=[a-z0-9])([A-Z])", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *type = NULL, *star = NULL, *parted = NULL, *lower = NULL, *get_type = NULL;

  *name = NULL;
  if (all_headers == NULL || !g_regex_match (declaration, code, 0, &match))
    return FALSE;

  type = g_match_info_fetch (match, 1);
  star = g_match_info_fetch (match, 2);
  *name = g_match_info_fetch (match, 3);
  /* By value: a number, or a struct. */
  if (star[0] == '\0')
    {
      g_autofree char *structure = g_strdup_printf ("^typedef struct\\n\\{[^}]*\\} %s;", type);

      return g_regex_match_simple (structure, all_headers, G_REGEX_MULTILINE, 0);
    }
  parted = g_regex_replace (word, type, -1, 0, "_\\1", 0, NULL);
  lower = g_ascii_strdown (parted, -1);
  get_type = g_strdup_printf ("\nGType %s_get_type (void);", lower);

  return strstr (all_headers, get_type) == NULL;
}

static void
append_doc (const Doc *self, const char *code, GString *out)
{
  g_autofree char *name = NULL;
  gboolean skipped = code != NULL && is_skipped (code, &name);
  g_auto (GStrv) parameters = g_strsplit (self->parameters->str, "\n", -1);
  g_auto (GStrv) lines = g_strsplit (g_strstrip (self->text->str), "\n", -1);

  if (self->name == NULL)
    return;

  g_string_append_printf (out, "/**\n * %s:%s\n", self->name, skipped ? " (skip)" : "");
  for (guint i = 0; parameters[i] != NULL && parameters[i][0] != '\0'; i++)
    g_string_append_printf (out, " * %s\n", parameters[i]);
  g_string_append (out, " *\n");
  for (guint i = 0; lines[i] != NULL; i++)
    g_string_append_printf (out, " * %s\n", lines[i]);
  if (self->returns->len > 0)
    g_string_append_printf (out, " *\n * %s\n", self->returns->str);
  g_string_append (out, " */\n");
}

/* Fields and values with what is said behind them. */
static void
add_fields (Doc *self, const char *code)
{
  g_autoptr (GRegex)
      field = g_regex_new ("^  (?:[\\w ]+?[ *]+([\\w\\[\\]+, *]+);|(BS_\\w+)[^,\\n/]*,?) *"
                           "/\\*([^<].*?)\\*/",
                           G_REGEX_MULTILINE | G_REGEX_DOTALL, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  for (g_regex_match (field, code, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL))
    {
      g_autofree char *declared = g_match_info_fetch (match, 1);
      g_autofree char *value = g_match_info_fetch (match, 2);
      g_autofree char *remark = g_match_info_fetch (match, 3);
      g_autofree char *plain = replace ("\\[[^\\]]*\\]", declared, "");
      g_autofree char *plain_remark = replace ("^ *(\\(nullable\\)):? ", remark, "\\1: ");
      g_auto (GStrv) names = g_strsplit (value[0] != '\0' ? value : plain, ",", -1);

      for (guint i = 0; names[i] != NULL; i++)
        {
          const char *end = names[i] + strlen (names[i]);

          while (end > names[i] && (g_ascii_isalnum (end[-1]) || end[-1] == '_'))
            end--;
          g_string_append_printf (self->parameters, "@%s: ", end);
          append_flat (self->parameters, plain_remark);
          g_string_append_c (self->parameters, '\n');
        }
    }
}

static char *
find_struct_name (const char *code)
{
  g_autoptr (GRegex)
      regex = g_regex_new ("^\\} (Bs\\w+);|^struct _(Bs\\w+)$", G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *first = NULL;

  if (!g_regex_match (regex, code, 0, &match))
    return NULL;

  first = g_match_info_fetch (match, 1);

  return first != NULL && first[0] != '\0' ? g_steal_pointer (&first)
                                           : g_match_info_fetch (match, 2);
}

/* What functions do whose name says it all. */
static const struct
{
  const char *end, *text, *returns; /* (nullable) */
} customs[] = {
  { "_ref", "Takes a reference.", "Returns: (transfer full): @self" },
  { "_unref", "Drops a reference; the last one frees it.", NULL },
  { "_free", "Frees it, and all that it owns. Not to be called with %NULL.", NULL },
  { "_clear", "Frees what it owns.", NULL },
  { "_init", "Fills it with the defaults.", NULL },
  { "_new", "Makes an empty one.", "Returns: (transfer full): to be freed by who called" },
  { "_get_type", "The type as GObject knows it.", "Returns: the type" },
  { "_to_string", "The name of a value, as files and the command line have it.",
    "Returns: (transfer none): the name, which is never translated" },
  { "_from_string", "The value that has a name.", "Returns: %FALSE where no value has the name" },
};

/* Returns: (nullable): what is known of a function without being told: @doc, or what its name says, and whose
 * it is. */
static Doc *
complete (Doc *doc, const char *code)
{
  g_autoptr (GRegex)
      declaration = g_regex_new ("^[\\w *]*?\\b(bs_\\w+) \\(([^;]*)\\);", 0, 0, NULL);
  g_autoptr (GRegex) owner = g_regex_new ("^(?:const )?(Bs\\w+) \\*self\\b", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL, self = NULL;
  g_autofree char *name = NULL, *parameters = NULL;

  if (!g_regex_match (declaration, code, 0, &match))
    return doc;

  name = g_match_info_fetch (match, 1);
  parameters = g_match_info_fetch (match, 2);
  for (guint i = 0; i < G_N_ELEMENTS (customs) && (doc == NULL || doc->name == NULL); i++)
    if (g_str_has_suffix (name, customs[i].end)
        && (!g_str_equal (customs[i].end, "_new") || g_str_equal (parameters, "void")))
      {
        g_clear_pointer (&doc, doc_free);
        doc = doc_new (name);
        g_string_append (doc->text, customs[i].text);
        if (customs[i].returns != NULL)
          g_string_append (doc->returns, customs[i].returns);
      }
  if (doc == NULL || doc->name == NULL)
    return doc;

  if (g_regex_match (owner, parameters, 0, &self)
      && strstr (doc->parameters->str, "@self:") == NULL)
    {
      g_autofree char *type = g_match_info_fetch (self, 1);
      g_autofree char *line = g_strdup_printf ("@self: a #%s\n", type);

      g_string_prepend (doc->parameters, line);
    }
  if (strstr (parameters, "GError **error") != NULL
      && strstr (doc->parameters->str, "@error:") == NULL)
    g_string_append (doc->parameters, "@error: what went wrong, see #BsError\n");
  if (strstr (parameters, "gpointer user_data") != NULL
      && strstr (doc->parameters->str, "@user_data:") == NULL)
    g_string_append (doc->parameters, "@user_data: handed to the function\n");
  if (strstr (parameters, "GCancellable *cancellable") != NULL
      && strstr (doc->parameters->str, "@cancellable:") == NULL)
    g_string_append (doc->parameters, "@cancellable: (nullable): ends it early\n");
  /* What it returns is all that there is to say. */
  if (g_strstrip (doc->text->str)[0] == '\0' && doc->returns->len > 0)
    {
      g_autofree char *said = replace ("^Returns: *(\\([^)]*\\)+:? *)*", doc->returns->str, "");

      g_string_assign (doc->text, "");
      g_string_append_printf (doc->text, "Returns %s%s", said,
                              g_str_has_suffix (said, ".") ? "" : ".");
    }

  return doc;
}

/* The number of values is no value for a binding: without it the others have a prefix in common. */
static char *
take_count_out (const char *code)
{
  g_autoptr (GRegex) last = g_regex_new ("\\n  (BS_N_\\w+)\\n\\}([^\\0]*)", 0, 0, NULL);
  g_autoptr (GRegex) value = g_regex_new ("^  BS_", G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *with = NULL;
  guint n = 0;

  if (all_headers == NULL || !g_str_has_prefix (code, "typedef enum")
      || !g_regex_match (last, code, 0, NULL))
    return g_strdup (code);

  for (g_regex_match (value, code, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL))
    n++;
  with = g_strdup_printf ("\\n}\\2\\n#define \\1 %u\\n", n - 1);

  return g_regex_replace (last, code, -1, 0, with, 0, NULL);
}

/* Code outside of comments: up to where all braces are closed again. */
static void
append_code (const char *code, Doc *doc, GString *out)
{
  g_autofree char *name = strchr (code, '{') != NULL ? find_struct_name (code) : NULL;
  g_autofree char *plain = NULL;
  g_autoptr (Doc) own = NULL;

  if (g_str_has_prefix (code, "static inline"))
    {
      g_autofree char *prototype = g_strndup (code, strcspn (code, "{"));

      if (all_headers != NULL)
        return;
      if (doc != NULL)
        append_doc (doc, NULL, out);
      g_string_append_printf (out, "%s;\n", g_strchomp (prototype) + strlen ("static inline "));
      return;
    }
  if (name == NULL)
    {
      g_autofree char *function = NULL;

      if (doc != NULL && doc->name != NULL)
        append_doc (doc, code, out);
      else if (is_skipped (code, &function))
        g_string_append_printf (out, "/**\n * %s: (skip)\n */\n", function);
      g_string_append (out, code);
      return;
    }

  /* What stands above a struct is about it, whatever its form. */
  own = doc_new (name);
  add_fields (own, code);
  if (doc != NULL && (doc->name == NULL || g_str_equal (doc->name, name)))
    {
      g_string_append (own->parameters, doc->parameters->str);
      g_string_append (own->text, doc->text->str);
    }
  append_doc (own, NULL, out);
  plain = take_count_out (code);
  g_string_append (out, plain);
}

static char *
prepare (const char *text)
{
  GString *out = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (Doc) doc = NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (GString) chunk = g_string_new (NULL);
      int depth = 0;

      if (g_str_has_prefix (lines[i], "/*"))
        {
          g_string_append_printf (chunk, "%s\n", lines[i]);
          while (strstr (lines[i], "*/") == NULL && lines[i + 1] != NULL)
            g_string_append_printf (chunk, "%s\n", lines[++i]);
          g_clear_pointer (&doc, doc_free);
          doc = parse_comment (chunk->str);
          continue;
        }
      if (lines[i][0] == '\0')
        {
          if (doc != NULL)
            append_doc (doc, NULL, out);
          g_clear_pointer (&doc, doc_free);
          g_string_append_c (out, '\n');
          continue;
        }

      /* a declaration: to its semicolon, or its last brace */
      for (;; i++)
        {
          for (const char *p = lines[i]; *p != '\0'; p++)
            depth += *p == '{' ? 1 : *p == '}' ? -1 : 0;
          g_string_append_printf (chunk, "%s\n", lines[i]);
          if ((chunk->str[0] == '#' && !g_str_has_suffix (lines[i], "\\")) || lines[i + 1] == NULL
              || (chunk->str[0] != '#' && depth == 0
                  && (strpbrk (lines[i], ";}") != NULL || lines[i + 1][0] == '\0')))
            break;
        }
      doc = complete (doc, chunk->str);
      append_code (chunk->str, doc, out);
      if (!g_str_has_prefix (chunk->str, "#pragma") && !g_str_has_prefix (chunk->str, "#include"))
        g_clear_pointer (&doc, doc_free);
    }

  return g_string_free (out, FALSE);
}

/* Returns: (transfer full): the texts of all headers. */
static char *
read_all (const char *root, char **headers)
{
  GString *all = g_string_new (NULL);

  for (guint i = 0; headers[i] != NULL; i++)
    {
      g_autofree char *from = g_build_filename (root, headers[i], NULL);
      g_autofree char *text = NULL;

      if (g_file_get_contents (from, &text, NULL, NULL))
        g_string_append (all, text);
    }

  return g_string_free (all, FALSE);
}

int
main (int argc, char **argv)
{
  gboolean bindings = argc > 1 && g_str_equal (argv[1], "--bindings");
  char **arguments = argv + (bindings ? 2 : 1);
  g_autofree char *all = NULL;

  if (argc - (bindings ? 1 : 0) < 4)
    {
      fprintf (stderr, "Usage: prepare-headers [--bindings] FOLDER ROOT HEADER...\n");
      return 2;
    }
  if (bindings)
    all_headers = all = read_all (arguments[1], arguments + 2);
  for (guint i = 2; arguments[i] != NULL; i++)
    {
      g_autofree char *from = g_build_filename (arguments[1], arguments[i], NULL);
      g_autofree char *to = g_build_filename (arguments[0], arguments[i], NULL);
      g_autofree char *folder = g_path_get_dirname (to);
      g_autofree char *text = NULL, *prepared = NULL;
      g_autoptr (GError) error = NULL;

      if (g_file_get_contents (from, &text, NULL, &error))
        {
          prepared = prepare (text);
          g_mkdir_with_parents (folder, 0755);
          g_file_set_contents (to, prepared, -1, &error);
        }
      if (error != NULL)
        {
          fprintf (stderr, "prepare-headers: %s\n", error->message);
          return 1;
        }
    }
  /* New for those who look at its time: what changed lies deeper. */
  utime (arguments[0], NULL);

  return 0;
}
