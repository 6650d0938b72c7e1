/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the DOT language of Graphviz by its grammar. */
#include "config.h"

#include "tests/profiles/dot-checker.h"

#include <string.h>

typedef struct
{
  const char *at;
  char kind;      /* of the token: i an id, > an arrow, 0 the end, or the sign itself */
  GString *token; /* of an id: what it says */
  DotGraph *graph;
} Parser;

static void
next (Parser *self)
{
  const char *p = self->at;

  p += strspn (p, " \t\r\n");
  g_string_truncate (self->token, 0);
  if (*p == '"')
    {
      for (p++; *p != '"'; p++)
        {
          g_assert_cmpint (*p, !=, '\0');
          g_assert_false ((guchar) *p < 0x20);
          if (*p == '\\')
            {
              p++;
              g_assert_nonnull (strchr ("\\\"n", *p));
              g_string_append_c (self->token, *p == 'n' ? '\n' : *p);
            }
          else if (g_str_has_prefix (p, "&"))
            {
              g_assert_true (g_str_has_prefix (p, "&amp;"));
              g_string_append_c (self->token, '&');
              p += strlen ("&amp;") - 1;
            }
          else
            g_string_append_c (self->token, *p);
        }
      p++;
      self->kind = 'i';
    }
  else if (g_ascii_isalnum (*p) || *p == '_')
    {
      for (; g_ascii_isalnum (*p) || *p == '_' || *p == '.'; p++)
        g_string_append_c (self->token, *p);
      self->kind = 'i';
    }
  else if (g_str_has_prefix (p, "->"))
    {
      self->kind = '>';
      p += 2;
    }
  else
    {
      self->kind = *p;
      g_assert_true (*p == '\0' || strchr ("{}[]=;,", *p) != NULL);
      p += *p != '\0';
    }
  self->at = p;
}

static void
expect (Parser *self, char kind)
{
  g_assert_cmpint (self->kind, ==, kind);
  next (self);
}

static gboolean
is_word (const Parser *self, const char *word)
{
  return self->kind == 'i' && g_str_equal (self->token->str, word);
}

/* Returns: (transfer full) (nullable): the label. */
static char *
parse_attributes (Parser *self)
{
  char *label = NULL;

  expect (self, '[');
  while (self->kind != ']')
    {
      gboolean is_label = is_word (self, "label");

      expect (self, 'i');
      expect (self, '=');
      if (is_label)
        {
          g_assert_null (label);
          label = g_strdup (self->token->str);
        }
      expect (self, 'i');
      if (self->kind == ',')
        next (self);
    }
  next (self);

  return label;
}

static void parse_statements (Parser *self);

static void
parse_statement (Parser *self)
{
  g_autofree char *id = NULL;

  if (self->kind == '{' || is_word (self, "subgraph"))
    {
      if (self->kind != '{')
        {
          next (self);
          expect (self, 'i');
        }
      self->graph->n_subgraphs++;
      parse_statements (self);
      return;
    }
  if (is_word (self, "graph") || is_word (self, "node") || is_word (self, "edge"))
    {
      next (self);
      g_free (parse_attributes (self));
      return;
    }

  id = g_strdup (self->token->str);
  expect (self, 'i');
  if (self->kind == '=')
    {
      next (self);
      expect (self, 'i');
    }
  else if (self->kind == '>')
    {
      next (self);
      g_assert_true (g_hash_table_contains (self->graph->nodes, id));
      g_assert_true (g_hash_table_contains (self->graph->nodes, self->token->str));
      expect (self, 'i');
      self->graph->n_edges++;
      if (self->kind == '[')
        g_free (parse_attributes (self));
    }
  else if (self->kind == '[')
    {
      g_assert_false (g_hash_table_contains (self->graph->nodes, id));
      g_hash_table_insert (self->graph->nodes, g_steal_pointer (&id), parse_attributes (self));
    }
  else
    g_assert_true (g_hash_table_contains (self->graph->nodes, id));
}

static void
parse_statements (Parser *self)
{
  expect (self, '{');
  while (self->kind != '}')
    {
      parse_statement (self);
      if (self->kind == ';')
        next (self);
    }
  next (self);
}

DotGraph *
dot_parse (const char *text)
{
  DotGraph *graph = g_new0 (DotGraph, 1);
  Parser self = { .at = text, .token = g_string_new (NULL), .graph = graph };

  g_assert_true (g_utf8_validate (text, -1, NULL));
  graph->nodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  next (&self);
  g_assert_true (is_word (&self, "digraph"));
  next (&self);
  graph->name = g_strdup (self.token->str);
  expect (&self, 'i');
  parse_statements (&self);
  g_assert_cmpint (self.kind, ==, '\0');
  g_string_free (self.token, TRUE);

  return graph;
}

void
dot_graph_free (DotGraph *self)
{
  g_free (self->name);
  g_hash_table_unref (self->nodes);
  g_free (self);
}
