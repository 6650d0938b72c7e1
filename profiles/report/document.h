/* SPDX-License-Identifier: Apache-2.0 */
/* A document as data: sections, paragraphs, facts, tables, callouts and figures. What renders it, as
 * text, HTML or PDF, adds nothing and leaves nothing out.
 *
 * All text may come from files that nobody trusts: what a terminal or a page would obey instead of
 * show is written as an escape when it is added. */
#pragma once

#include "engine/type-table.h"
#include "profiles/comparison/comparison.h"
#include "profiles/tables/table.h"

G_BEGIN_DECLS

typedef enum
{
  BS_TEXT_SPAN_PLAIN,
  BS_TEXT_SPAN_STRONG,
  BS_TEXT_SPAN_EMPHASIS,
  BS_TEXT_SPAN_CODE
} BsTextStyle;

typedef struct
{
  BsTextStyle style;
  char *text;
} BsTextSpan;

typedef enum
{
  BS_BLOCK_SECTION,   /* a heading: .level, .id, .title; goes to the next heading */
  BS_BLOCK_PARAGRAPH, /* .spans */
  BS_BLOCK_FINDING,   /* .spans: an item of a numbered list, with those beside it */
  BS_BLOCK_NOTE,      /* .spans: small print */
  BS_BLOCK_CALLOUT,   /* .tone, .title, .spans */
  BS_BLOCK_TILES,     /* .table of facts, in large print: name, value, remark (nullable) */
  BS_BLOCK_FACTS,     /* .table of text: key, value */
  BS_BLOCK_TABLE,     /* .table, .columns, .title: its caption */
  BS_BLOCK_CHART,     /* .chart, .title: its caption */
  BS_BLOCK_PICTURE    /* .picture, .title: its caption */
} BsBlockKind;

typedef enum
{
  BS_TONE_GOOD,
  BS_TONE_NOTE,
  BS_TONE_WARNING
} BsTone;

/* What the cells of a column are, beyond their kind. */
typedef enum
{
  BS_SHOW_PLAIN,       /* as the kind of the column says */
  BS_SHOW_BYTES,       /* of integers */
  BS_SHOW_TENTHS,      /* of reals: one decimal */
  BS_SHOW_THOUSANDTHS, /* of reals: three */
  BS_SHOW_SHARE,       /* of reals: 0 to 1, as per cent */
  BS_SHOW_TYPE,        /* of integers: the id of a type, as its mark and name */
  BS_SHOW_CODE,        /* of text: states, keys: as it is written in files */
  BS_SHOW_AMOUNT       /* of text: an amount that is written out already */
} BsShow;

typedef struct
{
  char *title; /* translated */
  BsShow show;
} BsDocumentColumn;

typedef enum
{
  BS_CHART_BARS,   /* a bar a row; a second series is a mark on it: a bound */
  BS_CHART_MATRIX, /* a row of shaded cells a row, a series a column: shares */
  BS_CHART_LINES   /* a line a series over x */
} BsChartKind;

#define BS_NO_TYPE G_MAXUINT

/**
 * BsChart:
 *
 * @n_rows rows of @n_series values, row by row; of lines, @x are their places. NaN: no value.
 */
typedef struct
{
  BsChartKind kind;
  BsShow show;          /* BYTES, SHARE, or PLAIN */
  gboolean is_duration; /* values are nanoseconds */
  char *x_title;        /* (nullable) */
  GPtrArray *series;    /* char *: their names */
  GPtrArray *rows;      /* char *: of lines, none */
  GArray *row_types;    /* guint: the type that a row is of, or BS_NO_TYPE */
  GArray *x;            /* double: of lines */
  GArray *values;       /* double */
} BsChart;

/* A picture that has a painter, asked for by name. */
typedef struct
{
  const char *view; /* interned: as of `export --view` */
  guint32 decision; /* at which it is drawn */
  guint run;        /* of a comparison: beside the base */
  guint32 mini_batch;
  BsTrace *trace; /* (nullable): that it is of, where documents tell of several */
} BsDocumentPicture;

/* The decisions of the runs of a comparison, strip by strip. */
#define BS_PICTURE_OF_COMPARISON "comparison"

typedef struct
{
  BsBlockKind kind;
  BsTone tone;
  guint level;
  char *id;          /* (nullable) [a-z0-9-]: what links name */
  char *title;       /* (nullable) */
  char *description; /* (nullable): of a figure, in words */
  GArray *spans;     /* (nullable) BsTextSpan */
  BsTable *table;    /* (nullable) */
  GArray *columns;   /* (nullable) BsDocumentColumn */
  BsChart *chart;    /* (nullable) */
  BsDocumentPicture picture;
} BsBlock;

/**
 * BsDocument:
 *
 * Blocks in order. Blocks and strings belong to the document.
 */
typedef struct
{
  char *title, *subtitle;
  char *created;      /* (nullable) as ISO 8601, for metadata: when what it tells of was recorded */
  char *remark;       /* (nullable): holds for all of it, and stands on every page */
  BsTypeTable *types; /* what BS_SHOW_TYPE and charts name */
  GPtrArray *blocks;  /* BsBlock */
  BsComparison *comparison; /* (nullable): what it tells of, instead of a trace */
} BsDocument;

/** bs_document_new: @types: kept, and not changed any more. */
BsDocument *bs_document_new (BsTypeTable *types, const char *title, const char *subtitle);
void bs_document_free (BsDocument *self);

/** bs_document_add_section: @level: 1 is below the title of the document. */
void bs_document_add_section (BsDocument *self, guint level, const char *id, const char *title);

/**
 * bs_document_add_text:
 * @kind: PARAGRAPH, FINDING or NOTE
 * @format: of markup with `<b>`, `<i>` and `<tt>`, as of g_markup_printf_escaped()
 */
void bs_document_add_text (BsDocument *self, BsBlockKind kind, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/** bs_document_add_markup: the same for markup that is ready, what came from files escaped. */
void bs_document_add_markup (BsDocument *self, BsBlockKind kind, const char *markup);

/** bs_document_add_callout: @format: as above */
void bs_document_add_callout (BsDocument *self, BsTone tone, const char *title, const char *format,
                              ...) G_GNUC_PRINTF (4, 5);

/** bs_document_add_facts: Returns: (transfer none): a table of key and value, to be filled. */
BsTable *bs_document_add_facts (BsDocument *self);

/** bs_document_add_tiles: Returns: (transfer none): a table of name, value and remark. */
BsTable *bs_document_add_tiles (BsDocument *self);

/** bs_document_add_table: Returns: (transfer none): a table without columns; they are added with
 * bs_document_add_column(), and then cells. */
BsTable *bs_document_add_table (BsDocument *self, const char *caption);

/** bs_document_add_column: a column of the table that was added last. */
void bs_document_add_column (BsDocument *self, const char *name, BsColumnKind kind, BsShow show,
                             const char *title);

/** bs_document_add_chart: @description: what it shows, for who cannot see it. Returns: (transfer
 * none): the chart, to be filled. */
BsChart *bs_document_add_chart (BsDocument *self, BsChartKind kind, const char *caption,
                                const char *description);

void bs_chart_add_series (BsChart *self, const char *name);

/** bs_chart_add_row: @name: (nullable): of lines, where the name is @x; a value a series follows
 * with bs_chart_add_value(). */
void bs_chart_add_row (BsChart *self, const char *name, guint type, double x);
void bs_chart_add_value (BsChart *self, double value);
guint bs_chart_get_n_rows (const BsChart *self);
double bs_chart_get_value (const BsChart *self, guint row, guint series);

/** bs_chart_value_text: Returns: (transfer full): a value of it as people read it. */
char *bs_chart_value_text (const BsChart *self, double value);

/** bs_document_add_picture: @view: a static string. */
void bs_document_add_picture (BsDocument *self, const char *view, guint32 decision,
                              const char *caption);

/** bs_document_add_picture_of: of @trace, which is kept, and not of what the document is of. */
void bs_document_add_picture_of (BsDocument *self, BsTrace *trace, const char *view,
                                 guint32 decision, const char *caption);

/** bs_document_add_comparison: a picture of .comparison: the strips of run @run beside the base.
 * @description: what it shows, for who cannot see it. */
void bs_document_add_comparison (BsDocument *self, guint run, guint32 mini_batch,
                                 const char *caption, const char *description);

/** bs_document_cell_text: Returns: (transfer full): a cell of the table of @block as people read
 * it: spaces between thousands, units, a true minus. */
char *bs_document_cell_text (const BsDocument *self, const BsBlock *block, guint row, guint column);

/** bs_document_fact_text: Returns: (transfer full): a cell of the table of facts or tiles. */
char *bs_document_fact_text (const BsBlock *block, guint row, guint column);

/** bs_document_cell_type: Returns: the type whose mark stands in a cell, or BS_NO_TYPE. */
guint bs_document_cell_type (const BsDocument *self, const BsBlock *block, guint row, guint column);

/** bs_document_cell_share: Returns: a share, 0 to 1, or NaN where a cell is none. */
double bs_document_cell_share (const BsBlock *block, guint row, guint column);

/** bs_document_is_number: Returns: whether a column is aligned to the right. */
gboolean bs_document_is_number (const BsBlock *block, guint column);

/** bs_document_print_text: appends the document as plain text, at most 80 columns wide. */
void bs_document_print_text (const BsDocument *self, GString *out);

/* Numbers as people read them; all (transfer full). */
char *bs_count_to_string (guint64 count);
char *bs_bytes_to_string (guint64 bytes);
char *bs_share_to_string (double share);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsDocument, bs_document_free)

G_END_DECLS
