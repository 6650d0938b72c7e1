/* SPDX-License-Identifier: Apache-2.0 */
/* A document as plain text, at most 80 columns wide. */
#include "config.h"

#include "profiles/report/document.h"

#include <glib/gi18n-lib.h>

#include <string.h>

#define WIDTH 80
#define KEY_WIDTH 22
#define LEAST_WIDTH 6 /* of a column of names that has to give way */

/* Words that fill lines. */
typedef struct
{
  GString *out;
  guint indent, column;
  gboolean glue; /* the next word follows without a space */
} Writer;

static void
end_line (Writer *self)
{
  while (self->out->len > 0 && self->out->str[self->out->len - 1] == ' ')
    g_string_truncate (self->out, self->out->len - 1);
  g_string_append_c (self->out, '\n');
}

static void
break_line (Writer *self)
{
  end_line (self);
  g_string_append_printf (self->out, "%*s", (int) self->indent, "");
  self->column = self->indent;
}

/* A word that alone is too wide is broken where the line ends. */
static void
write_word (Writer *self, const char *word)
{
  guint width = bs_table_width (word);
  gboolean gap = self->column > self->indent && !self->glue;

  if (self->column > self->indent && self->column + gap + MIN (width, WIDTH - self->indent) > WIDTH)
    break_line (self);
  else if (gap)
    {
      g_string_append_c (self->out, ' ');
      self->column++;
    }
  for (const char *p = word; *p != '\0'; p = g_utf8_next_char (p))
    {
      char letter[8] = { 0 };
      guint own;

      g_unichar_to_utf8 (g_utf8_get_char (p), letter);
      own = bs_table_width (letter);
      if (self->column + own > WIDTH)
        break_line (self);
      g_string_append (self->out, letter);
      self->column += own;
    }
  self->glue = FALSE;
}

static void
write_words (Writer *self, const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (words[i][0] != '\0')
      {
        /* A span that goes on where the one before it ended. */
        self->glue = i == 0 && self->glue;
        write_word (self, words[i]);
      }
  self->glue = text[0] != '\0' && !g_str_has_suffix (text, " ");
}

static void
write_spans (GString *out, const GArray *spans, const char *mark, guint indent)
{
  Writer writer = { out, indent, indent, FALSE };

  g_string_append (out, mark);
  for (guint i = 0; i < spans->len; i++)
    write_words (&writer, g_array_index (spans, BsTextSpan, i).text);
  end_line (&writer);
}

static void
write_title (GString *out, const char *title, char underline)
{
  Writer writer = { out, 0, 0, FALSE };
  gsize start;

  write_words (&writer, title);
  end_line (&writer);
  if (underline == '\0')
    return;

  start = out->len;
  for (guint i = 0; i < MIN (bs_table_width (title), WIDTH); i++)
    g_string_append_c (out, underline);
  g_string_append_c (out, out->len > start ? '\n' : ' ');
}

/* A key that leaves no room stands on a line of its own. */
static void
write_pair (GString *out, const char *key, const char *value)
{
  Writer writer = { out, 0, 0, FALSE };

  write_words (&writer, key);
  if (writer.column + 2 > KEY_WIDTH)
    {
      end_line (&writer);
      writer.column = 0;
    }
  g_string_append_printf (out, "%*s", (int) (KEY_WIDTH - writer.column), "");
  writer = (Writer){ out, KEY_WIDTH, KEY_WIDTH, FALSE };
  write_words (&writer, value);
  end_line (&writer);
}

static void
write_facts (GString *out, const BsBlock *block)
{
  gboolean has_remarks = bs_table_get_n_columns (block->table) > 2;

  for (guint i = 0; i < bs_table_get_n_rows (block->table); i++)
    {
      g_autofree char *raw_key = bs_table_get_text (block->table, i, 0);
      g_autofree char *raw = bs_table_get_text (block->table, i, 1);
      g_autofree char *remark = has_remarks ? bs_table_get_text (block->table, i, 2)
                                            : g_strdup ("");
      g_autofree char *joined = remark[0] != '\0' ? g_strdup_printf ("%s (%s)", raw, remark)
                                                  : g_strdup (raw);
      g_autofree char *key = bs_table_printable (raw_key), *value = bs_table_printable (joined);

      write_pair (out, key, value);
    }
}

/* At most @width columns of a terminal. */
static char *
cut (const char *text, guint width)
{
  GString *out;
  guint used = 0;

  if (bs_table_width (text) <= width)
    return g_strdup (text);

  out = g_string_new (NULL);
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      char letter[8] = { 0 };

      g_unichar_to_utf8 (g_utf8_get_char (p), letter);
      used += bs_table_width (letter);
      if (used + 1 > width)
        break;
      g_string_append (out, letter);
    }
  g_string_append (out, "…");

  return g_string_free (out, FALSE);
}

/* The widest columns of names give way until all fit. */
static void
fit_columns (const BsBlock *block, guint *widths, guint n)
{
  guint total = 2 * (n - 1);

  for (guint j = 0; j < n; j++)
    total += widths[j];
  while (total > WIDTH)
    {
      guint widest = G_MAXUINT;

      for (guint j = 0; j < n; j++)
        if (!bs_document_is_number (block, j) && widths[j] > LEAST_WIDTH
            && (widest == G_MAXUINT || widths[j] > widths[widest]))
          widest = j;
      if (widest == G_MAXUINT)
        return;
      widths[widest]--;
      total--;
    }
}

static void
write_table (GString *out, const BsDocument *document, const BsBlock *block)
{
  guint n_columns = bs_table_get_n_columns (block->table);
  guint n_rows = bs_table_get_n_rows (block->table);
  g_autofree guint *widths = g_new0 (guint, n_columns + 1);
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

  for (guint j = 0; j < n_columns; j++)
    g_ptr_array_add (cells, g_strdup (g_array_index (block->columns, BsDocumentColumn, j).title));
  for (guint i = 0; i < n_rows; i++)
    for (guint j = 0; j < n_columns; j++)
      g_ptr_array_add (cells, bs_document_cell_text (document, block, i, j));
  for (guint k = 0; k < cells->len; k++)
    widths[k % n_columns] = MAX (widths[k % n_columns],
                                 bs_table_width (g_ptr_array_index (cells, k)));
  fit_columns (block, widths, n_columns);

  for (guint k = 0; k < cells->len; k++)
    {
      guint j = k % n_columns;
      g_autofree char *text = cut (g_ptr_array_index (cells, k), widths[j]);

      bs_table_append_padded (out, text, widths[j], bs_document_is_number (block, j),
                              j + 1 == n_columns);
    }
}

static void
write_block (GString *out, const BsDocument *document, const BsBlock *block, guint number)
{
  g_autofree char *mark = NULL;

  switch (block->kind)
    {
    case BS_BLOCK_SECTION:
      write_title (out, block->title, block->level == 1 ? '-' : '\0');
      break;

    case BS_BLOCK_FINDING:
      mark = g_strdup_printf ("%u. ", number);
      write_spans (out, block->spans, mark, (guint) strlen (mark));
      break;

    case BS_BLOCK_CALLOUT:
      write_title (out, block->title, '\0');
      write_spans (out, block->spans, "  ", 2);
      break;

    case BS_BLOCK_TILES:
    case BS_BLOCK_FACTS:
      write_facts (out, block);
      break;

    case BS_BLOCK_TABLE:
      write_title (out, block->title, '\0');
      write_table (out, document, block);
      break;

    case BS_BLOCK_CHART: /* tables and sentences say what they show */
    case BS_BLOCK_PICTURE:
      break;

    case BS_BLOCK_PARAGRAPH:
    case BS_BLOCK_NOTE:
    default:
      write_spans (out, block->spans, "", 0);
      break;
    }
}

void
bs_document_print_text (const BsDocument *self, GString *out)
{
  guint number = 0;

  write_title (out, self->title, '\0');
  write_title (out, self->subtitle, '\0');
  if (self->remark != NULL)
    write_title (out, self->remark, '\0');
  for (guint i = 0; i < self->blocks->len; i++)
    {
      const BsBlock *block = g_ptr_array_index (self->blocks, i);
      const BsBlock *before = i > 0 ? g_ptr_array_index (self->blocks, i - 1) : NULL;
      gsize length;

      number = block->kind == BS_BLOCK_FINDING ? number + 1 : 0;
      /* A heading belongs to what follows it, and items belong together. */
      if (before == NULL || !(before->kind == BS_BLOCK_SECTION && before->level == 1)
          || block->kind == BS_BLOCK_SECTION)
        if (number < 2)
          g_string_append_c (out, '\n');
      length = out->len;
      write_block (out, self, block, number);
      if (out->len == length && out->len > 0 && g_str_has_suffix (out->str, "\n\n"))
        g_string_truncate (out, out->len - 1);
    }
}
