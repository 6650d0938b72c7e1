/* SPDX-License-Identifier: Apache-2.0 */
/* Tables on the pages of a PDF. */
#include "config.h"

#include "viz/report/pdf-flow.h"

#include <glib/gi18n-lib.h>

#include <math.h>

#include "viz/marks.h"

#define ROW 16.5
#define HEAD 17.0
#define CAPTION 18.0
#define GAP 13.0 /* between columns, at least */
#define MAX_GAP 34.0
#define CHIP 10.5
#define KEPT_ROWS 13
#define BAR 40.0        /* of a share */
#define LEAST_TEXT 42.0 /* of a column of names that has to give way */

typedef struct
{
  guint n_columns, n_rows;
  double *x, *width; /* of columns */
  double total;
  char **cells; /* [n_rows * n_columns] */
} Table;

static BsPdfFont
cell_font (const BsBlock *block, guint column)
{
  return g_array_index (block->columns, BsDocumentColumn, column).show == BS_SHOW_CODE
             ? BS_PDF_CODE
             : BS_PDF_CELL;
}

static double
text_width (BsPdfFlow *self, BsPdfFont font, const char *text)
{
  g_autoptr (PangoLayout) layout = bs_pdf_layout (self, font, text, -1.0);

  return bs_pdf_layout_width (layout);
}

static BsShow
get_show (const BsBlock *block, guint column)
{
  return g_array_index (block->columns, BsDocumentColumn, column).show;
}

/* Room beside the text of a cell: for a mark or a bar. */
static double
extra_width (const BsBlock *block, guint column)
{
  BsShow show = get_show (block, column);

  return show == BS_SHOW_TYPE ? CHIP + 6.0 : show == BS_SHOW_SHARE ? BAR + 6.0 : 0.0;
}

/* Columns as wide as they have to be; where that is too much, names give way, the longest first. */
static void
find_widths (BsPdfFlow *self, const BsBlock *block, Table *table)
{
  double room = self->right - self->left, all = GAP * (table->n_columns - 1), gap = GAP, x = 0.0;

  for (guint j = 0; j < table->n_columns; j++)
    {
      double extra = extra_width (block, j);

      table->width[j] = text_width (self, BS_PDF_HEAD,
                                    g_array_index (block->columns, BsDocumentColumn, j).title);
      for (guint i = 0; i < table->n_rows; i++)
        table->width[j] = MAX (
            table->width[j],
            extra
                + text_width (self, cell_font (block, j), table->cells[i * table->n_columns + j]));
      table->width[j] = MIN (ceil (table->width[j]) + 1.0, room);
      all += table->width[j];
    }
  while (all > room)
    {
      guint widest = G_MAXUINT;
      double cut;

      for (guint j = 0; j < table->n_columns; j++)
        if (!bs_document_is_number (block, j) && table->width[j] > LEAST_TEXT
            && (widest == G_MAXUINT || table->width[j] > table->width[widest]))
          widest = j;
      if (widest == G_MAXUINT)
        break;
      cut = MIN (MIN (all - room, 8.0), table->width[widest] - LEAST_TEXT);
      table->width[widest] -= cut;
      all -= cut;
    }
  /* Numbers alone that do not fit: all get less. */
  if (all > room)
    {
      double share = (room - GAP * (table->n_columns - 1)) / (all - GAP * (table->n_columns - 1));

      for (guint j = 0; j < table->n_columns; j++)
        table->width[j] *= MAX (share, 0.05);
      all = room;
    }
  if (table->n_columns > 1)
    gap = MIN (GAP + (room - all) / (table->n_columns - 1), MAX_GAP);
  for (guint j = 0; j < table->n_columns; j++)
    {
      table->x[j] = self->left + x;
      x += table->width[j] + gap;
    }
  table->total = x - gap;
}

static void
draw_head (BsPdfFlow *self, const BsBlock *block, const Table *table)
{
  bs_pdf_tag_begin (self, "TR", NULL);
  for (guint j = 0; j < table->n_columns; j++)
    {
      bs_pdf_tag_begin (self, "TH", NULL);
      bs_pdf_show_line (self, BS_PDF_HEAD,
                        g_array_index (block->columns, BsDocumentColumn, j).title,
                        bs_document_is_number (block, j) ? BS_TEXT_RIGHT : BS_TEXT_LEFT,
                        table->x[j], self->y + 2.0, table->width[j], bs_pdf_dim (self, 0.75));
      bs_pdf_tag_end (self, "TH");
    }
  bs_pdf_tag_end (self, "TR");
  self->y += HEAD;
  bs_pdf_rule (self, self->left, self->y - 2.0, table->total, 0.9, bs_pdf_dim (self, 0.8));
}

static void
draw_cell (BsPdfFlow *self, const BsBlock *block, const Table *table, guint row, guint column)
{
  const char *text = table->cells[row * table->n_columns + column];
  guint type = bs_document_cell_type (self->document, block, row, column);
  double share = bs_document_cell_share (block, row, column);
  double x = table->x[column], width = table->width[column], middle = self->y + ROW / 2.0;

  if (type != BS_NO_TYPE)
    bs_chip_draw (self->cr, &self->style, self->document->types, type, x, middle - 0.5, CHIP, TRUE,
                  1.0);
  if (get_show (block, column) == BS_SHOW_TYPE)
    {
      x += CHIP + 6.0;
      width -= CHIP + 6.0;
    }
  if (!isnan (share))
    {
      cairo_rectangle (self->cr, x, middle - 3.0, BAR, 5.0);
      bs_color_set (self->cr, bs_pdf_dim (self, 0.07));
      cairo_fill (self->cr);
      cairo_rectangle (self->cr, x, middle - 3.0, BAR * share, 5.0);
      bs_color_set (self->cr, bs_color_with_alpha (self->style.accent, 0.75));
      cairo_fill (self->cr);
      x += BAR;
      width -= BAR;
    }
  bs_pdf_show_line (self, cell_font (block, column), text,
                    bs_document_is_number (block, column) ? BS_TEXT_RIGHT : BS_TEXT_LEFT, x,
                    self->y + 2.2, width, self->style.foreground);
}

static void
draw_row (BsPdfFlow *self, const BsBlock *block, const Table *table, guint row)
{
  bs_pdf_tag_begin (self, "TR", NULL);
  for (guint j = 0; j < table->n_columns; j++)
    {
      bs_pdf_tag_begin (self, "TD", NULL);
      draw_cell (self, block, table, row, j);
      bs_pdf_tag_end (self, "TD");
    }
  bs_pdf_tag_end (self, "TR");
  self->y += ROW;
  bs_pdf_rule (self, self->left, self->y - 0.5, table->total, 0.4, bs_pdf_dim (self, 0.18));
}

double
bs_pdf_table_least_height (const BsBlock *block)
{
  guint n = bs_table_get_n_rows (block->table);

  /* What is short stays in one piece; of what is long neither caption nor row is left alone. */
  return CAPTION + HEAD + ROW * (n <= KEPT_ROWS ? n : 3);
}

void
bs_pdf_table (BsPdfFlow *self, const BsBlock *block)
{
  guint n_columns = bs_table_get_n_columns (block->table);
  guint n_rows = bs_table_get_n_rows (block->table);
  g_autofree double *x = g_new0 (double, n_columns + 1), *width = g_new0 (double, n_columns + 1);
  g_auto (GStrv) cells = g_new0 (char *, (gsize) n_rows *n_columns + 1);
  Table table = { n_columns, n_rows, x, width, 0.0, cells };

  if (n_columns == 0)
    return;

  for (guint k = 0; k < n_rows * n_columns; k++)
    cells[k] = bs_document_cell_text (self->document, block, k / n_columns, k % n_columns);
  find_widths (self, block, &table);

  if (!bs_pdf_need (self, bs_pdf_table_least_height (block)) && self->before == BS_BLOCK_PARAGRAPH)
    self->y += 5.0;
  bs_pdf_tag_begin (self, "Table", NULL);
  bs_pdf_show_line (self, BS_PDF_CAPTION, block->title, BS_TEXT_LEFT, self->left, self->y,
                    self->right - self->left, self->style.foreground);
  self->y += CAPTION;
  draw_head (self, block, &table);
  for (guint i = 0; i < n_rows; i++)
    {
      /* The last row is not left alone, either. */
      double height = i + 2 == n_rows ? 2.0 * ROW : ROW;

      if (self->y + height > self->bottom)
        {
          g_autofree char *again = g_strdup_printf (_ ("%s, continued"), block->title);

          bs_pdf_tag_end (self, "Table");
          bs_pdf_need (self, height);
          bs_pdf_tag_begin (self, "Table", NULL);
          bs_pdf_show_line (self, BS_PDF_CAPTION, again, BS_TEXT_LEFT, self->left, self->y,
                            self->right - self->left, self->style.foreground);
          self->y += CAPTION;
          draw_head (self, block, &table);
        }
      draw_row (self, block, &table, i);
    }
  bs_pdf_tag_end (self, "Table");
  self->y += 14.0;
}
