/* SPDX-License-Identifier: Apache-2.0 */
/* Generates the kernels of a cell. */
#include "config.h"

#include "engine/backends/cuda/cuda-section.h"

#include <string.h>

#include "engine/op-info.h"

#define NONE G_MAXUINT16
#define WARP 32

struct _BsSectionWriter
{
  const BsFusedSteps *steps;
  const BsStepDraft *const *drafts;
  guint n;
  const guint16 *sums;
  guint n_sums;
  const guint *n_terms;
  const gboolean *has_init, *kept;
  guint16 loop[BS_MAX_OPS]; /* the operation that stands for all of the same loop */
  gboolean computed[BS_MAX_OPS], loaded[BS_MAX_OPS];
  BsSection *section;
  guint32 length; /* of the loop */
  guint n_added;
  GString *text;
};

static const char prelude[] = "typedef unsigned int u32;\n"
                              "typedef unsigned long long u64;\n"
                              "\n"
                              "/* Column j of a value: at[j] + offset, or base + j * stride. */\n"
                              "struct Columns\n"
                              "{\n"
                              "  u64 base, at;\n"
                              "  u32 stride, offset;\n"
                              "};\n"
                              "\n"
                              "static __device__ __forceinline__ float *\n"
                              "column (const Columns &c, u32 j)\n"
                              "{\n"
                              "  return (c.at != 0 ? ((float *const *) c.at)[j] : (float *) c.base "
                              "+ (u64) j * c.stride) + c.offset;\n"
                              "}\n"
                              "\n"
                              "static __device__ __forceinline__ float\n"
                              "sigmoid (float a)\n"
                              "{\n"
                              "  return 1.0f / (1.0f + expf (-a));\n"
                              "}\n"
                              "\n"
                              "static __device__ __forceinline__ float\n"
                              "add_lanes (float a)\n"
                              "{\n"
                              "  for (int by = 16; by > 0; by >>= 1)\n"
                              "    a += __shfl_xor_sync (0xffffffffu, a, by);\n"
                              "\n"
                              "  return a;\n"
                              "}\n";

const char *
bs_section_prelude (void)
{
  return prelude;
}

static guint16
find_loop (BsSectionWriter *self, guint16 op)
{
  while (self->loop[op] != op)
    op = self->loop[op] = self->loop[self->loop[op]];

  return op;
}

/* What is computed number by number has the length of what it reads. A part of a concatenation is about the
 * part. */
static void
find_loops (BsSectionWriter *self)
{
  for (guint op = 0; op < self->steps->cell->n_ops; op++)
    self->loop[op] = op;
  for (guint i = 0; i < self->n; i++)
    {
      const BsStepDraft *draft = self->drafts[i];
      gboolean whole = draft->step.rows == bs_op_length (&self->steps->cell->ops[draft->result]);
      guint16 about = whole ? draft->result : draft->operands[0];

      for (guint k = 0; k < BS_VECTOR_MAX_OPERANDS; k++)
        if (draft->operands[k] != NONE)
          {
            guint16 a = find_loop (self, about), b = find_loop (self, draft->operands[k]);

            self->loop[MAX (a, b)] = MIN (a, b);
          }
    }
}

/* The number of a column among the arguments. */
static guint
add_column (BsSectionWriter *self, BsSectionColumnKind kind, guint number, guint32 offset)
{
  BsSectionColumn column = { kind, number, offset, self->length };

  for (guint i = 0; i < self->section->columns->len; i++)
    {
      const BsSectionColumn *other = &g_array_index (self->section->columns, BsSectionColumn, i);

      if (other->kind == kind && other->number == number && other->offset == offset)
        return i;
    }
  g_array_append_val (self->section->columns, column);

  return self->section->columns->len - 1;
}

/* Brings the number of an operation into a variable, unless it is in one. */
static void
load (BsSectionWriter *self, GString *body, guint16 op)
{
  if (self->computed[op] || self->loaded[op])
    return;
  self->loaded[op] = TRUE;
  g_string_append_printf (body, "        const float v%u = ", op);
  if (self->n_terms[op] == 0)
    g_string_append_printf (body, "p%u[i]", add_column (self, BS_SECTION_VALUE, op, 0));
  for (guint i = 0; i < self->n_terms[op]; i++)
    {
      guint term = add_column (self, BS_SECTION_TERM, op, i);

      if (i == 0)
        g_string_append_printf (body, "p%u[i]", term);
      else
        g_string_append_printf (body, " + (p%u != nullptr ? p%u[i] : 0.0f)", term, term);
    }
  if (self->n_terms[op] > 0 && self->has_init[op])
    g_string_append_printf (body, " + p%u[i]", add_column (self, BS_SECTION_INIT, op, 0));
  g_string_append (body, ";\n");
}

static char *
get_operand (BsSectionWriter *self, const BsStepDraft *draft, guint k)
{
  if (draft->operands[k] != NONE)
    return g_strdup_printf ("v%u", draft->operands[k]);
  if (draft->parameters[k] != NONE)
    return g_strdup_printf ("p%u[i]",
                            add_column (self, BS_SECTION_PARAMETER, draft->parameters[k], 0));

  return g_strdup ("");
}

static char *
write_expression (BsSectionWriter *self, const BsStepDraft *draft)
{
  g_autofree char *a = get_operand (self, draft, 0), *b = get_operand (self, draft, 1);
  g_autofree char *c = get_operand (self, draft, 2), *d = get_operand (self, draft, 3);
  char factor[G_ASCII_DTOSTR_BUF_SIZE];

  switch (draft->step.op)
    {
    case BS_VECTOR_ADD:
      return g_strdup_printf ("%s + %s", a, b);
    case BS_VECTOR_SUBTRACT:
      return g_strdup_printf ("%s - %s", a, b);
    case BS_VECTOR_MULTIPLY:
      return g_strdup_printf ("%s * %s", a, b);
    case BS_VECTOR_SIGMOID:
      return g_strdup_printf ("sigmoid (%s)", a);
    case BS_VECTOR_TANH:
      return g_strdup_printf ("tanhf (%s)", a);
    case BS_VECTOR_RELU:
      /* NaN stays */
      return g_strdup_printf ("%s < 0.0f ? 0.0f : %s", a, a);
    case BS_VECTOR_ONE_MINUS:
      return g_strdup_printf ("1.0f - %s", a);
    case BS_VECTOR_SCALE:
      g_ascii_formatd (factor, sizeof factor, "%.9e", draft->step.factor);
      return g_strdup_printf ("%sf * %s", factor, a);
    case BS_VECTOR_MULTIPLY_ADD:
      return g_strdup_printf ("fmaf (%s, %s, %s)", a, b, c);
    case BS_VECTOR_MULTIPLY_TANH:
      return g_strdup_printf ("%s * tanhf (%s)", a, b);
    case BS_VECTOR_BLEND:
      return g_strdup_printf ("fmaf (%s, %s, (1.0f - %s) * %s)", a, b, a, c);
    case BS_VECTOR_ADD_SIGMOID:
      return g_strdup_printf ("sigmoid (%s + %s)", a, b);
    case BS_VECTOR_ADD_TANH:
      return g_strdup_printf ("tanhf (%s + %s)", a, b);
    case BS_VECTOR_TWO_PRODUCTS:
      return g_strdup_printf ("fmaf (%s, %s, %s * %s)", a, b, c, d);
    case BS_VECTOR_COPY:
    case BS_N_VECTOR_OPS:
      break;
    }

  return g_strdup (a);
}

static void
store (BsSectionWriter *self, GString *body, guint16 op, BsSectionColumnKind kind, guint number,
       guint32 offset)
{
  g_string_append_printf (body, "        p%u[i] = v%u;\n", add_column (self, kind, number, offset),
                          op);
}

/* The first output that operation @op is; kept results go where others read them. */
static void
store_result (BsSectionWriter *self, GString *body, guint16 op)
{
  int output = bs_cell_output_of (self->steps->cell, op);

  if (output >= 0)
    store (self, body, op, BS_SECTION_OUTPUT, output, 0);
  else if (self->kept[op])
    store (self, body, op, BS_SECTION_VALUE, op, 0);
}

static void
write_draft (BsSectionWriter *self, GString *body, const BsStepDraft *draft)
{
  const BsCell *cell = self->steps->cell;
  gboolean whole = draft->step.rows == bs_op_length (&cell->ops[draft->result]);
  g_autofree char *expression = NULL;

  for (guint k = 0; k < BS_VECTOR_MAX_OPERANDS; k++)
    if (draft->operands[k] != NONE)
      load (self, body, draft->operands[k]);
  /* another output of the same value */
  if (draft->step.result.home == BS_HOME_OUTPUT)
    {
      store (self, body, draft->operands[0], BS_SECTION_OUTPUT, draft->step.result.number, 0);
      return;
    }
  if (!whole || cell->ops[draft->result].kind == BS_OP_CONCAT)
    {
      int output = bs_cell_output_of (cell, draft->result);

      store (self, body, draft->operands[0], output >= 0 ? BS_SECTION_OUTPUT : BS_SECTION_VALUE,
             output >= 0 ? (guint) output : draft->result, draft->offset);
      return;
    }
  expression = write_expression (self, draft);
  g_string_append_printf (body, "        const float v%u = %s;\n", draft->result, expression);
  self->computed[draft->result] = TRUE;
  store_result (self, body, draft->result);
}

/* What the loop of operation @about does. */
static void
write_body (BsSectionWriter *self, GString *body, guint16 about)
{
  for (guint i = 0; i < self->n_sums; i++)
    if (find_loop (self, self->sums[i]) == about)
      {
        load (self, body, self->sums[i]);
        store_result (self, body, self->sums[i]);
      }
  for (guint i = 0; i < self->n; i++)
    {
      const BsStepDraft *draft = self->drafts[i];

      if (find_loop (self, draft->operands[0]) == about)
        write_draft (self, body, draft);
    }
}

static void
write_loop (BsSectionWriter *self, guint16 about)
{
  g_autoptr (GString) body = g_string_new (NULL);
  guint32 length = bs_op_length (&self->steps->cell->ops[about]);
  guint number = self->section->lengths->len;

  self->length = length;
  self->section->most = MAX (self->section->most, length);
  write_body (self, body, about);
  g_array_append_val (self->section->lengths, length);
  g_string_append (self->text, "    {\n");
  for (guint i = 0; i < self->section->columns->len; i++)
    {
      g_autofree char *name = g_strdup_printf ("p%u[i]", i);

      if (strstr (body->str, name) != NULL)
        g_string_append_printf (self->text, "      float *const p%u = column (a.columns[%u], j);\n",
                                i, i);
    }
  g_string_append_printf (
      self->text,
      "      for (u32 i = first; i < a.lengths[%u]; i += step)\n      {\n%s      }\n    }\n",
      number, body->str);
}

/* Loops stand for the first operation that they load or compute. */
static void
write_loops (BsSectionWriter *self)
{
  gboolean written[BS_MAX_OPS] = { FALSE };

  for (guint i = 0; i < self->n_sums; i++)
    written[find_loop (self, self->sums[i])] = TRUE;
  for (guint i = 0; i < self->n; i++)
    written[find_loop (self, self->drafts[i]->operands[0])] = TRUE;
  for (guint16 op = 0; op < self->steps->cell->n_ops; op++)
    if (written[op])
      write_loop (self, op);
}

/* FNV-1a */
static guint64
hash_text (const char *text)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (; *text != '\0'; text++)
    hash = (hash ^ (guint8) *text) * G_GUINT64_CONSTANT (0x100000001b3);

  return hash;
}

BsSectionWriter *
bs_section_begin (const BsFusedSteps *steps, const guint *n_terms, const gboolean *has_init,
                  const gboolean *kept)
{
  BsSectionWriter *self = g_new0 (BsSectionWriter, 1);

  self->steps = steps;
  self->n_terms = n_terms;
  self->has_init = has_init;
  self->kept = kept;
  self->section = g_new0 (BsSection, 1);
  self->section->columns = g_array_new (FALSE, FALSE, sizeof (BsSectionColumn));
  self->section->lengths = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->text = g_string_new (NULL);

  return self;
}

/* Threads read what others wrote before. */
static void
wait (BsSectionWriter *self)
{
  if (self->n_added++ == 0)
    return;
  self->section->in_order = TRUE;
  g_string_append (self->text, "    __syncthreads ();\n");
}

void
bs_section_add (BsSectionWriter *self, const BsStepDraft *const *drafts, guint n,
                const guint16 *sums, guint n_sums)
{
  wait (self);
  self->drafts = drafts;
  self->n = n;
  self->sums = sums;
  self->n_sums = n_sums;
  memset (self->computed, 0, sizeof self->computed);
  memset (self->loaded, 0, sizeof self->loaded);
  find_loops (self);
  write_loops (self);
}

/* Where others left what is multiplied. */
static guint
add_factor (BsSectionWriter *self, guint op)
{
  gboolean raw = self->n_terms[op] == 1 && !self->has_init[op];

  self->length = bs_op_length (&self->steps->cell->ops[op]);

  return add_column (self, raw ? BS_SECTION_TERM : BS_SECTION_VALUE, op, 0);
}

/* A warp a row: threads beside each other read numbers of the matrix that lie beside each other. */
void
bs_section_add_applies (BsSectionWriter *self, const BsStepDraft *const *drafts, guint n)
{
  wait (self);
  for (guint i = 0; i < n; i++)
    {
      guint32 rows = drafts[i]->step.rows, k = drafts[i]->step.k;
      guint first = self->section->lengths->len;
      guint matrix = add_factor (self, drafts[i]->operands[0]),
            vector = add_factor (self, drafts[i]->operands[1]), to;

      self->length = rows;
      to = add_column (self, BS_SECTION_VALUE, drafts[i]->result, 0);
      g_array_append_val (self->section->lengths, rows);
      g_array_append_val (self->section->lengths, k);
      self->section->most = MAX (self->section->most, rows * WARP);
      self->section->flops += 2ull * rows * k;
      g_string_append_printf (
          self->text,
          "    {\n"
          "      const float *const m = column (a.columns[%u], j), *const x = column "
          "(a.columns[%u], "
          "j);\n"
          "      float *const y = column (a.columns[%u], j);\n"
          "      for (u32 row = first / 32; row < a.lengths[%u]; row += step / 32)\n      {\n"
          "        float sum = 0.0f;\n"
          "        for (u32 k = first %% 32; k < a.lengths[%u]; k += 32)\n"
          "          sum = fmaf (m[(u64) row * a.lengths[%u] + k], x[k], sum);\n"
          "        sum = add_lanes (sum);\n"
          "        if (first %% 32 == 0)\n"
          "          y[row] = sum;\n      }\n    }\n",
          matrix, vector, to, first, first + 1, first + 1);
    }
}

/* A thread a row: threads beside each other read weights that lie beside each other. */
void
bs_section_add_product (BsSectionWriter *self, guint number, guint part, guint op, guint32 rows,
                        guint32 ld)
{
  guint32 k = self->steps->cell->ops[op].rows;
  const guint32 lengths[] = { rows, k, ld };
  guint first = self->section->lengths->len, weights, from, to;

  if (part == 0)
    wait (self);
  self->length = rows * k;
  weights = add_column (self, BS_SECTION_WEIGHTS, number, part);
  from = add_factor (self, op);
  self->length = rows;
  to = add_column (self, BS_SECTION_PRODUCT, number, part);
  g_array_append_vals (self->section->lengths, lengths, G_N_ELEMENTS (lengths));
  self->section->most = MAX (self->section->most, rows);
  self->section->flops += 2ull * rows * k;
  g_string_append_printf (self->text,
                          "    {\n"
                          "      const float *const w = column (a.columns[%u], 0), *const x = "
                          "column (a.columns[%u], j);\n"
                          "      float *const y = column (a.columns[%u], j);\n"
                          "      for (u32 row = first; row < a.lengths[%u]; row += step)\n      {\n"
                          "        float sum = 0.0f;\n"
                          "#pragma unroll 16\n"
                          "        for (u32 k = 0; k < a.lengths[%u]; k++)\n"
                          "          sum = fmaf (w[(u64) k * a.lengths[%u] + row], x[k], sum);\n"
                          "        y[row] = sum;\n      }\n    }\n",
                          weights, from, to, first, first + 1, first + 2);
}

/* The name is a hash of all that follows it. */
BsSection *
bs_section_end (BsSectionWriter *self)
{
  BsSection *section = self->section;
  g_autofree char *body = g_string_free (self->text, FALSE);
  g_autofree char *text = g_strdup_printf ("{\n"
                                           "  const u32 first = blockIdx.x * blockDim.x + "
                                           "threadIdx.x, step = gridDim.x * blockDim.x;\n"
                                           "\n"
                                           "  for (u32 j = blockIdx.y; j < a.n; j += gridDim.y)\n"
                                           "  {\n%s  }\n"
                                           "}\n",
                                           body);
  g_autofree char *members = g_strdup_printf ("{\n"
                                              "  Columns columns[%u];\n"
                                              "  u32 n, lengths[%u];\n"
                                              "};\n",
                                              section->columns->len, section->lengths->len);
  g_autofree char *hashed = g_strconcat (members, text, NULL);

  section->name = g_strdup_printf ("bs_%016" G_GINT64_MODIFIER "x", hash_text (hashed));
  section->source = g_strdup_printf ("struct Arguments_%s\n%s\n"
                                     "extern \"C\" __global__ void\n"
                                     "%s (const Arguments_%s a)\n%s",
                                     section->name, members, section->name, section->name, text);
  g_free (self);

  return section;
}

void
bs_section_free (BsSection *self)
{
  g_free (self->name);
  g_free (self->source);
  g_array_unref (self->columns);
  g_array_unref (self->lengths);
  g_free (self);
}
