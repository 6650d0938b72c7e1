/* SPDX-License-Identifier: Apache-2.0 */
/* Model files: the shipped ones and the manual's compute; the graph is what the language says; every
 * mistake has a place and a reason. */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "engine/backend.h"
#include "engine/error.h"
#include "engine/run.h"
#include "tests/engine/fixtures.h"

static const char *const shipped[] = {
  "tree-lstm",     "tree-gru",           "tree-lstm-2type", "mv-rnn",
  "bilstm-tagger", "bilstm-tagger-char", "lattice-lstm",    "lattice-gru",
  "lstm-nmt",      "random-dag",         "perfect-tree",
};

static BsWorkload *
open_sample (const char *name)
{
  g_autoptr (BsModelFile) file = bs_fixture_model (name);
  const char *const *samples = bs_model_file_get_samples (file);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  BsWorkload *workload;

  g_assert_cmpstr (bs_model_file_get_name (file), ==, name);
  g_assert_cmpuint (strlen (bs_model_file_get_summary (file)), >, 10);
  g_assert_true (bs_model_file_generates (file) == (samples[0] == NULL));
  g_assert_true (bs_model_file_is_growing (file) == g_str_equal (name, "lstm-nmt"));
  for (guint i = 0; samples[i] != NULL; i++)
    g_ptr_array_add (files, g_build_filename (g_getenv ("BATCHSCOPE_SOURCE_DIR"), "data", "samples",
                                              samples[i], NULL));
  g_ptr_array_add (files, NULL);
  workload = bs_workload_open (file, (const char *const *) files->pdata, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (bs_workload_get_name (workload), ==, name);

  return workload;
}

static double
compute_loss (const char *backend_name, const char *policy_name, BsWorkload *workload,
              BsModel *model)
{
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BsBackend) backend = bs_backend_new (backend_name, model, NULL, &error);
  g_autoptr (BsPolicy) policy = bs_policy_new (policy_name, NULL, &error);
  BsRunOptions options = { .batch_size = 5, .n_batches = 1 };
  BsRunTotals totals;

  g_assert_no_error (error);
  bs_run (workload, types, policy, backend, &options, NULL, NULL, &totals, &error);
  g_assert_no_error (error);

  return totals.loss;
}

/* All shipped models compute, with every backend the same. */
static void
test_shipped (gconstpointer name)
{
  static const guint sizes[] = { 2, 24 };
  g_autoptr (BsWorkload) workload = open_sample (name);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BsModel) model = bs_workload_create_model (workload, sizes[i], &error);
      double reference;

      g_assert_no_error (error);
      bs_model_initialize (model, 3);
      reference = compute_loss ("reference", "unbatched", workload, model);
      g_assert_true (isfinite (reference));
      g_assert_cmpfloat (reference, >, 0.0);
      g_assert_cmpfloat_with_epsilon (compute_loss ("cpu", "agenda", workload, model) / reference,
                                      1.0, 1e-4);
      g_assert_cmpfloat_with_epsilon (compute_loss ("cpu", "depth", workload, model) / reference,
                                      1.0, 1e-4);
    }
}

/* None is left out here. */
static void
test_all_shipped (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("BATCHSCOPE_SOURCE_DIR"), "data", "models",
                                            NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = g_dir_open (path, 0, &error);
  guint n = 0;

  g_assert_no_error (error);
  while (g_dir_read_name (folder) != NULL)
    n++;
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (shipped));
}

/* Without a corpus, vocabularies are as large as the file says. */
static void
test_without_corpus (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (shipped); i++)
    {
      g_autoptr (BsModelFile) file = bs_fixture_model (shipped[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (BsModel) model = bs_model_file_create_model (file, 8, NULL, &error);

      g_assert_no_error (error);
      for (guint k = 0; k < model->n_parameters; k++)
        if (g_str_equal (shipped[i], "tree-lstm")
            && g_str_equal (model->parameters[k].name, "proj.W"))
          g_assert_cmpuint (model->parameters[k].dims[0], ==, 5);
    }
}

static double
number_of (const BsModel *model, const char *name, guint index)
{
  for (guint i = 0; i < model->n_parameters; i++)
    if (g_str_equal (model->parameters[i].name, name))
      return model->values[model->parameters[i].offset + index];

  g_assert_not_reached ();
}

static double
sigmoid (double x)
{
  return 1.0 / (1.0 + exp (-x));
}

/* A value of size 1 of the parameter @cell.@name: W x + b */
static double
affine (const BsModel *model, const char *w, double x, const char *b)
{
  return number_of (model, w, 0) * x + number_of (model, b, 0);
}

/* The equations of one small tree, written out. */
static void
test_by_hand (void)
{
  static const char text[] = "(1 (0 a) (2 b))\n";
  static const guint labels[] = { 0, 2, 1 };
  g_autofree char *path = NULL;
  int handle = g_file_open_tmp ("batchscope-XXXXXX.txt", &path, NULL);
  const char *files[] = { path, NULL };
  g_autoptr (BsModelFile) file = bs_fixture_model ("tree-lstm");
  g_autoptr (BsWorkload) workload = NULL;
  g_autoptr (BsModel) model = NULL;
  g_autoptr (GError) error = NULL;
  double h[3], c[3], loss = 0.0, u[4];

  g_close (handle, NULL);
  g_file_set_contents (path, text, -1, &error);
  workload = bs_workload_open (file, files, 1, &error);
  g_assert_no_error (error);
  g_unlink (path);
  model = bs_workload_create_model (workload, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (model->n_parameters, ==, 17);
  bs_model_initialize (model, 9);

  for (guint i = 0; i < 2; i++)
    {
      double x = number_of (model, "E", i);

      c[i] = sigmoid (affine (model, "leaf.Wi", x, "leaf.bi"))
             * tanh (affine (model, "leaf.Wu", x, "leaf.bu"));
      h[i] = sigmoid (affine (model, "leaf.Wo", x, "leaf.bo")) * tanh (c[i]);
    }
  u[0] = affine (model, "internal.Ui", h[0], "internal.bi")
         + number_of (model, "internal.Ui", 1) * h[1];
  u[1] = affine (model, "internal.Uo", h[0], "internal.bo")
         + number_of (model, "internal.Uo", 1) * h[1];
  u[2] = affine (model, "internal.Uu", h[0], "internal.bu")
         + number_of (model, "internal.Uu", 1) * h[1];
  c[2] = sigmoid (u[0]) * tanh (u[2])
         + sigmoid (affine (model, "internal.Uf1", h[0], "internal.bf")) * c[0]
         + sigmoid (affine (model, "internal.Uf2", h[1], "internal.bf")) * c[1];
  h[2] = sigmoid (u[1]) * tanh (c[2]);
  for (guint i = 0; i < 3; i++)
    {
      double sum = 0.0;

      for (guint k = 0; k < 5; k++)
        sum += exp (number_of (model, "proj.W", k) * h[i]);
      loss += log (sum) - number_of (model, "proj.W", labels[i]) * h[i];
    }
  for (guint k = 0; k < bs_fixture_n_backends (); k++)
    {
      g_autoptr (BsBackend) backend = bs_fixture_backend (k, model);
      BsRunOptions options = { .batch_size = 1, .n_batches = 1 };
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsPolicy) policy = bs_policy_new ("agenda", NULL, NULL);
      BsRunTotals totals;

      bs_run (workload, types, policy, backend, &options, NULL, NULL, &totals, &error);
      g_assert_no_error (error);
      g_assert_cmpfloat_with_epsilon (totals.loss, loss, 1e-6);
    }
}

/* A node a word: type, datum, operands with their outputs. */
static char *
print_graph (const BsGraph *graph, const BsTypeTable *types)
{
  GString *text = g_string_new (NULL);

  for (guint32 v = 0; v < graph->n_nodes; v++)
    {
      g_string_append_printf (text, "%s%s", v > 0 ? " " : "", types->types[graph->type[v]].name);
      if (graph->datum[v] != BS_NO_DATUM)
        g_string_append_printf (text, "#%u", graph->datum[v]);
      for (guint32 i = graph->input_start[v]; i < graph->input_start[v + 1]; i++)
        {
          g_string_append_printf (text, ",%u", graph->inputs[i]);
          if (graph->ports[i] > 0)
            g_string_append_printf (text, ".%u", graph->ports[i]);
        }
    }

  return g_string_free (text, FALSE);
}

/* Order, operands and types of small inputs, written out. */
static void
test_order (void)
{
  static const struct
  {
    const char *model, *text, *graph;
  } cases[] = {
    { "tree-lstm", "(1 (0 a) (2 b))\n",
      "leaf#0 leaf#1 internal,0,0.1,1,1.1 proj,0 loss#0,3 proj,1 loss#2,5 proj,2 loss#1,7 "
      "reduce,4,6,8" },
    { "mv-rnn", "(1 (0 a) (2 b))\n",
      "lookM#0 lookV#0 lookM#1 lookV#1 internal,0,1,2,3 proj,1 loss#0,5 proj,3 loss#2,7 "
      "proj,4.1 loss#1,9 reduce,6,8,10" },
    { "bilstm-tagger", "a|X b|Y\n",
      "lookup#0 lookup#1 fwd0,0 fwd1,2 fwd0,1,2,2.1 fwd1,4,3,3.1 bwd0,1 bwd1,6 bwd0,0,6,6.1 "
      "bwd1,8,7,7.1 output#0,3,9 output#1,5,7 reduce,10,11" },
    { "bilstm-tagger-char", "a|X\n",
      "lookC#0 lookC#1 cf0,0 cf1,2 cf0,1,2,2.1 cf1,4,3,3.1 cf0,0,4,4.1 cf1,6,5,5.1 "
      "cb0,0 cb1,8 cb0,1,8,8.1 cb1,10,9,9.1 cb0,0,10,10.1 cb1,12,11,11.1 concat,7,13 "
      "fwd0,14 fwd1,15 bwd0,14 bwd1,17 output#0,16,18 reduce,19" },
    /* a word over both characters meets the second character */
    { "lattice-lstm", "1\n3\n0 1 2\n0\n1 0 7\n2 1 8 0 9\n",
      "char#0 char#1,0,0.1 word#2 sum2,1,2 sum2,1.1,2.1 proj loss#0,5 proj,0 loss#1,7 proj,3 "
      "loss#2,9 reduce,6,8,10" },
    { "lattice-gru", "1\n3\n0 1 2\n0\n1 0 7\n2 1 8 0 9\n",
      "char#0 char#1,0 word#2 sum2,1,2 proj loss#0,4 proj,0 loss#1,6 proj,3 loss#2,8 "
      "reduce,5,7,9" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsGraph) graph = bs_fixture_graph (cases[i].model, cases[i].text, types);
      g_autofree char *text = print_graph (graph, types);

      g_assert_cmpstr (text, ==, cases[i].graph);
    }
}

static const char *const lattice = "1\n4\n0 1 2 1\n0\n1 0 7\n2 1 8 0 9\n1 2 7\n";
static const char *const sentences = "a|X b|Y c|X\nb|X\n";

static BsCorpus *
parse_corpus (BsModelFile *file, const char *text)
{
  const char *name = "data";
  gsize length = strlen (text);
  g_autoptr (GError) error = NULL;
  BsCorpus *corpus = bs_model_file_get_structure (file)->parse (&name, &text, &length, &error);

  g_assert_no_error (error);

  return corpus;
}

/* Cells of every kind, to be called by the build blocks of these tests. */
#define CELLS                                                                                      \
  "cell a \"A\" (id w) -> x, y { parameter E [9, size]\n x = E[w]\n y = tanh (x) }\n"              \
  "cell b \"B\" (x, y) -> z { z = x * y }\n"                                                       \
  "cell s family \"+\" (v...) -> t { t = sum (v) }\n"                                              \
  "cell m \"M\" (v...) -> t { t = mean (v) }\n"                                                    \
  "cell r \"R\" (x, y = p, z = p) -> t { t = x + y - z }\n"                                        \
  "cell g \"G\" (id w, v...) -> t { t = sum (v) }\n"

/* What the statements of the build block do. */
static void
test_build (void)
{
  static const struct
  {
    const char *input, *build, *graph;
  } cases[] = {
    /* loops */
    { "tagged", "build { for w in words { a (w.id) } }", "a#0 a#1 a#2 a#1" },
    { "tagged", "build { for w in reversed words { a (w.id) } }", "a#2 a#1 a#0 a#1" },
    { "tagged", "build { for w in words { for l in reversed w.letters { a (l.id) } } }",
      "a#1 a#2 a#3 a#2" },
    { "tagged", "build { for w in words { for v in words { b (a (w.id), a (v.id)) } } }",
      "a#0 a#0 b,0,1 a#0 a#1 b,3,4 a#0 a#2 b,6,7 a#1 a#0 b,9,10 a#1 a#1 b,12,13 a#1 a#2 b,15,16 "
      "a#2 a#0 b,18,19 a#2 a#1 b,21,22 a#2 a#2 b,24,25 a#1 a#1 b,27,28" },
    { "tagged",
      "build { for w in words { l += a (w.id) } for x in l { s (x) } for x in reversed l { m (x) } "
      "}",
      "a#0 a#1 a#2 s1,0 s1,1 s1,2 m,2 m,1 m,0 a#1 s1,9 m,9" },
    /* conditions */
    { "tagged", "build { if count (words) > 1 { a (1) } else { a (2) } }", "a#1 a#2" },
    { "tagged",
      "build { for w in words { if w.id == 0 { a (7) } else if w.id >= 2 { a (8) } "
      "else if w.count != 2 { a (5) } else { a (6) } } }",
      "a#7 a#6 a#8 a#6" },
    { "tagged", "build { for w in words { if w.id { a (w.id) } } }", "a#1 a#2 a#1" },
    { "tagged", "build { for w in words { if w.id < 1 { a (3) } if w.id <= 1 { a (4) } } }",
      "a#3 a#4 a#4 a#4" },
    { "lattice", "build { for n in nodes { if count (n.arcs) == 2 { a (n.label) } } }", "a#2" },
    /* variables */
    { "tagged",
      "build { for w in words { h[w], k[w] = a (w.id) } for w in words { b (k[w], h[w]) } }",
      "a#0 a#1 a#2 b,0.1,0 b,1.1,1 b,2.1,2 a#1 b,6.1,6" },
    { "tagged", "build { x, y = a (1)\n z = y\n b (z, x) }", "a#1 b,0.1,0 a#1 b,2.1,2" },
    { "tagged", "build { l, k += a (1) l += last (k) m (l, k, last (l)) }",
      "a#1 m,0,0.1,0.1,0.1 a#1 m,2,2.1,2.1,2.1" },
    { "tagged", "build { l += a (1) unset l\n l += a (2) if count (l) == 1 { s (l) } }",
      "a#1 a#2 s1,1 a#1 a#2 s1,4" },
    { "tagged", "build { if count (words) == 3 { x = a (1) } r (a (2), x) }",
      "a#1 a#2 r,1,0 a#2 r,3" },
    { "tagged", "build { l += a (1) } finish { m (l) }", "a#1 a#1 m,0,1" },
    { "tagged", "build { x = a (1) } finish { b (x, x) }", "a#1 a#1 b,1,1" },
    /* calls */
    { "tagged", "build { r (a (1)) r (a (2), a (3)) }",
      "a#1 r,0 a#2 a#3 r,2,3 a#1 r,5 a#2 a#3 r,7,8" },
    { "tagged", "build { x = a (1) s (x, x) s (x, x, x) g (4, x, x) }",
      "a#1 s2,0,0 s3,0,0,0 g#4,0,0 a#1 s2,4,4 s3,4,4,4 g#4,4,4" },
    { "tagged", "build { s (m (a (1)), a (2)) }", "a#1 m,0 a#2 s2,1,2 a#1 m,4 a#2 s2,5,6" },
    /* elements that there are not have no values */
    { "lattice",
      "build { for n in nodes { h[n] = a (n.label) for e in n.arcs { r (h[n], h[e.from]) } } }",
      "a#1 r,0 a#2 r,2,0 r,2 a#1 r,5,2" },
    { "lattice", "build { for n in nodes { for e in n.arcs { x[e] = a (e.id) s (x[e]) } } }",
      "a#0 s1,0 a#1 s1,2 a#2 s1,4 a#0 s1,6" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *source = g_strdup_printf (
          "model m \"s\"\ninput %s\nparameter p [size]\n" CELLS "%s\n", cases[i].input,
          cases[i].build);
      g_autoptr (GError) error = NULL;
      g_autoptr (BsModelFile) file = bs_model_file_parse ("m", source, strlen (source), &error);
      g_autoptr (BsCorpus) corpus = NULL;
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsGraphMaker) maker = NULL;
      g_autoptr (BsGraph) graph = NULL;
      g_autoptr (BsModel) model = NULL;
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      corpus = parse_corpus (file, g_str_equal (cases[i].input, "lattice") ? lattice : sentences);
      model = bs_model_file_create_model (file, 4, corpus, &error);
      g_assert_no_error (error);
      maker = bs_graph_maker_new (file, corpus, 0, corpus->n_inputs, types, TRUE);
      graph = bs_graph_maker_next (maker, &error);
      g_assert_no_error (error);
      text = print_graph (graph, types);
      g_assert_cmpstr (text, ==, cases[i].graph);
      g_assert_null (bs_graph_maker_next (maker, &error));
      g_assert_no_error (error);
    }
}

/* What the parts of a cell become. */
static void
test_cells (void)
{
  static const char source[] =
      "model m \"s\"\ninput tagged\nwords >= 7\n"
      "parameter E [words, 2 * size / 4]\nparameter T [3, size, size]\nparameter q [size]\n"
      "cell x \"X\" (id w, h = q, M [size, size] = K) -> e, k {\n"
      "  parameter K, B [size, size]\n"
      "  e = E[w]\n  k = 1 - mean (relu (M h), 0.5 * h / 2,\n    h) + q\n"
      "  n = K (T[w] + B) h - M T[w] h }\n"
      "cell y lookup \"Y\" like x\ncell z \"Z\" like x with own weights\n"
      "cell f family elementwise \"+\" (v [2, 3]...) -> t { t = sum (v) }\n"
      "build { e, k = x (0) }\n";
  static const BsOpKind kinds[] = {
    BS_OP_INPUT,     BS_OP_INPUT,  BS_OP_LOOKUP, BS_OP_APPLY, BS_OP_RELU,
    BS_OP_SCALE,     BS_OP_SCALE,  BS_OP_ADD,    BS_OP_ADD,   BS_OP_SCALE,
    BS_OP_ONE_MINUS, BS_OP_BIAS,   BS_OP_LOOKUP, BS_OP_BIAS,  BS_OP_APPLY,
    BS_OP_PRODUCT,   BS_OP_LOOKUP, BS_OP_APPLY,  BS_OP_APPLY, BS_OP_SUBTRACT,
  };
  static const char *const parameters[] = { "E", "T", "q", "x.K", "x.B", "z.K", "z.B" };
  g_autoptr (GError) error = NULL;
  g_autoptr (BsModelFile) file = bs_model_file_parse ("m", source, strlen (source), &error);
  g_autoptr (BsModel) model = NULL;
  const BsCell *x, *y, *z;
  gsize offset = 0;

  g_assert_no_error (error);
  model = bs_model_file_create_model (file, 6, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (model->n_parameters, ==, G_N_ELEMENTS (parameters));
  for (guint i = 0; i < model->n_parameters; i++)
    {
      g_assert_cmpstr (model->parameters[i].name, ==, parameters[i]);
      g_assert_cmpuint (model->parameters[i].offset, ==, offset);
      offset += bs_parameter_length (&model->parameters[i]);
    }
  g_assert_cmpuint (model->n_values, ==, offset);
  g_assert_cmpuint (model->parameters[0].n_dims, ==, 2);
  g_assert_cmpuint (model->parameters[0].dims[0], ==, 7);
  g_assert_cmpuint (model->parameters[0].dims[1], ==, 3);
  g_assert_cmpuint (model->parameters[1].n_dims, ==, 3);
  g_assert_cmpuint (model->parameters[2].dims[1], ==, 1);

  x = &model->cells[0];
  y = &model->cells[1];
  z = &model->cells[2];
  g_assert_cmpuint (x->n_ops, ==, G_N_ELEMENTS (kinds));
  for (guint i = 0; i < x->n_ops; i++)
    {
      g_assert_cmpuint (x->ops[i].kind, ==, kinds[i]);
      g_assert_cmpuint (y->ops[i].parameter, ==, x->ops[i].parameter);
      if (x->ops[i].parameter == BS_NO_PARAMETER || x->ops[i].parameter < 3)
        g_assert_cmpuint (z->ops[i].parameter, ==, x->ops[i].parameter);
      else
        g_assert_cmpuint (z->ops[i].parameter, ==, x->ops[i].parameter + 2);
    }
  g_assert_cmpfloat (x->ops[9].factor, ==, 1.0f / 3);
  g_assert_cmpuint (x->n_inputs, ==, 2);
  g_assert_cmpuint (x->n_required, ==, 0);
  g_assert_cmpuint (x->ops[1].rows, ==, 6);
  g_assert_cmpuint (x->ops[1].columns, ==, 6);
  g_assert_cmpuint (x->n_outputs, ==, 2);
  g_assert_cmpuint (x->outputs[0], ==, 2);
  g_assert_cmpuint (x->outputs[1], ==, 11);
  g_assert_cmpuint (y->shape, ==, BS_SHAPE_LOOKUP);
  g_assert_cmpuint (x->shape, ==, BS_SHAPE_CELL);
  g_assert_true (model->cells[3].variadic && model->cells[3].family);
  g_assert_cmpuint (model->cells[3].ops[0].columns, ==, 3);
  g_assert_cmpint (bs_model_find_cell (model, "f12"), ==, 3);
  g_assert_cmpint (bs_model_find_cell (model, "x"), ==, 0);
  g_assert_cmpint (bs_model_find_cell (model, "x2"), ==, -1);
}

/* The manual's model computes. */
static void
test_manual (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("BATCHSCOPE_SOURCE_DIR"), "data",
                                            "batchscope-model.5", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) source = g_string_new (NULL);
  g_autoptr (BsModelFile) file = NULL;
  g_autoptr (BsCorpus) corpus = NULL;
  g_autoptr (BsModel) model = NULL;
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraphMaker) maker = NULL;
  g_autoptr (BsGraph) graph = NULL;
  g_autofree char *manual = NULL, *text = NULL;
  const char *start, *end;

  g_file_get_contents (path, &manual, NULL, &error);
  g_assert_no_error (error);
  start = strstr (manual, "\n.EX\n");
  end = strstr (manual, "\n.EE\n");
  g_assert_true (start != NULL && end > start);
  g_string_append_len (source, start + 5, end - start - 4);
  g_string_replace (source, "\\-", "-", 0);
  file = bs_model_file_parse ("manual", source->str, source->len, &error);
  g_assert_no_error (error);
  corpus = parse_corpus (file, "a|X b|Y c|X\n");
  model = bs_model_file_create_model (file, 4, corpus, &error);
  g_assert_no_error (error);
  maker = bs_graph_maker_new (file, corpus, 0, 1, types, FALSE);
  graph = bs_graph_maker_next (maker, &error);
  g_assert_no_error (error);
  text = print_graph (graph, types);
  g_assert_cmpstr (text, ==, "step#0 guess#0,0 step#1,0 guess#1,2 step#2,2 guess#0,4 total,1,3,5");
  /* and every attribute that there is, is in it */
  for (guint i = 0, n; i < (bs_structures (&n), n); i++)
    for (guint set = 0; set < bs_structures (&n)[i].n_sets; set++)
      {
        const BsElementSet *elements = &bs_structures (&n)[i].sets[set];

        g_assert_nonnull (strstr (manual, elements->name));
        for (guint k = 0; k < elements->n_attributes; k++)
          g_assert_nonnull (strstr (manual, elements->attributes[k].name));
      }
}

/* Stages of a growing graph: each begins with the one before, and the last has all nodes. */
static void
test_growing (void)
{
  g_autoptr (BsWorkload) workload = open_sample ("lstm-nmt");
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BsGraph) whole = bs_workload_build_graph (workload, 0, 6, types, &error);
  const BsElements *target = &bs_workload_get_corpus (workload)->sets[1];
  g_autoptr (BsGraphMaker) maker = NULL;
  BsGraph *graph, *before = NULL;
  guint32 rounds = 0, stages = 0;

  g_assert_no_error (error);
  for (guint32 i = 0; i < 6; i++)
    rounds = MAX (rounds, target->start[i + 1] - target->start[i]);
  maker = bs_graph_maker_new (bs_workload_get_file (workload), bs_workload_get_corpus (workload), 0,
                              6, types, TRUE);
  for (; (graph = bs_graph_maker_next (maker, &error)) != NULL; stages++)
    {
      guint32 n_new = 0;

      if (before != NULL)
        {
          g_assert_cmpmem (graph->type, before->n_nodes * sizeof *graph->type, before->type,
                           before->n_nodes * sizeof *graph->type);
          g_assert_cmpmem (graph->inputs, before->n_inputs * sizeof *graph->inputs, before->inputs,
                           before->n_inputs * sizeof *graph->inputs);
          n_new = graph->n_nodes - before->n_nodes;
          bs_graph_unref (before);
        }
      /* every sentence that goes on has a step, a projection and a loss; at the end, the total */
      for (guint32 i = 0; stages > 0 && i < 6; i++)
        if (target->start[i + 1] - target->start[i] > stages)
          n_new -= 3;
      if (stages > 0)
        g_assert_cmpuint (n_new, ==, stages + 1 == rounds);
      before = graph;
    }
  g_assert_no_error (error);
  g_assert_cmpuint (stages, ==, rounds);
  g_assert_cmpuint (before->n_nodes, ==, whole->n_nodes);
  g_assert_cmpuint (before->n_inputs, ==, whole->n_inputs);
  g_assert_cmpuint (bs_graph_lower_bound (before), ==, bs_graph_lower_bound (whole));
  g_assert_cmpmem (before->type_count, whole->n_types * sizeof (guint32), whole->type_count,
                   whole->n_types * sizeof (guint32));
  bs_graph_unref (before);
}

int
main (int argc, char **argv)
{
  bs_backend_prepare ();
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (shipped); i++)
    {
      g_autofree char *path = g_strdup_printf ("/model-file/shipped/%s", shipped[i]);

      g_test_add_data_func (path, shipped[i], test_shipped);
    }
  g_test_add_func ("/model-file/all-shipped", test_all_shipped);
  g_test_add_func ("/model-file/without-corpus", test_without_corpus);
  g_test_add_func ("/model-file/by-hand", test_by_hand);
  g_test_add_func ("/model-file/order", test_order);
  g_test_add_func ("/model-file/build", test_build);
  g_test_add_func ("/model-file/cells", test_cells);
  g_test_add_func ("/model-file/manual", test_manual);
  g_test_add_func ("/model-file/growing", test_growing);

  return g_test_run ();
}
