/* SPDX-License-Identifier: Apache-2.0 */
/* The equations of every workload written out in plain loops, for inputs small enough to follow by
 * hand: a mistake in a model file, a reader, or how graphs are made would show here. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "engine/backend.h"
#include "engine/model-file.h"
#include "tests/engine/fixtures.h"

#define SIZE 4
#define HALF (SIZE / 2)
#define TOLERANCE 1e-6

/* A model and the inputs that it reads. */
typedef struct
{
  BsCorpus *corpus;
  BsModel *model;
  BsGraph *graph;
  BsTypeTable *types;
} Example;

typedef struct
{
  double h[SIZE], c[SIZE];
} State;

static void
example_init (Example *self, const char *name, const char *first, const char *second)
{
  static const char *const names[] = { "first", "second" };
  const char *texts[] = { first, second };
  gsize lengths[] = { strlen (first), second != NULL ? strlen (second) : 0 };
  g_autoptr (BsModelFile) file = bs_fixture_model (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsGraphMaker) maker = NULL;

  self->corpus = bs_model_file_get_structure (file)->parse (names, texts, lengths, &error);
  g_assert_no_error (error);
  self->model = bs_model_file_create_model (file, SIZE, self->corpus, &error);
  g_assert_no_error (error);
  bs_model_initialize (self->model, 11);
  self->types = bs_type_table_new ();
  maker = bs_graph_maker_new (file, self->corpus, 0, self->corpus->n_inputs, self->types, FALSE);
  self->graph = bs_graph_maker_next (maker, &error);
  g_assert_no_error (error);
}

/* Every backend must find the same. */
static void
example_check (Example *self, double expected)
{
  g_assert_cmpfloat (expected, >, 0.0);
  for (guint i = 0; i < bs_fixture_n_backends (); i++)
    {
      g_autoptr (BsPolicy) policy = bs_policy_new ("agenda", NULL, NULL);
      g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, FALSE);
      g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, self->graph, self->types);
      g_autoptr (BsBackend) backend = bs_fixture_backend (i, self->model);

      g_assert_true (backend->klass->begin (backend, self->graph, self->types, schedule, NULL));
      for (guint32 d = 0; d < schedule->n_decisions; d++)
        backend->klass->execute (backend, d, 1, 0, NULL);
      g_assert_cmpfloat_with_epsilon (backend->klass->read_loss (backend) / expected, 1.0,
                                      TOLERANCE);
    }
  bs_corpus_free (self->corpus);
  bs_model_unref (self->model);
  bs_graph_unref (self->graph);
  bs_type_table_unref (self->types);
}

static guint32
id_of (const Example *self, guint vocabulary, const char *string)
{
  const BsVocabulary *known = &self->corpus->vocabularies[vocabulary];

  for (guint32 i = 0; i < known->n; i++)
    if (g_str_equal (known->strings[i], string))
      return i;

  g_error ("there is no “%s”", string);
}

/* Parameter @name of @cell, or of the whole model. */
static const float *
get (const Example *self, const char *cell, const char *name)
{
  g_autofree char *full = cell != NULL ? g_strdup_printf ("%s.%s", cell, name) : g_strdup (name);

  for (guint i = 0; i < self->model->n_parameters; i++)
    if (g_str_equal (self->model->parameters[i].name, full))
      return self->model->values + self->model->parameters[i].offset;

  g_error ("there is no parameter %s", full);
}

/* A row of a table, whose rows are shared by the words of a larger vocabulary. */
static const float *
row (const Example *self, const char *cell, const char *table, guint32 id, guint32 n_rows)
{
  return get (self, cell, table) + (gsize) (id % n_rows) * SIZE;
}

/* @result += W x */
static void
add_product (const float *w, guint rows, const double *x, guint columns, double *result)
{
  for (guint r = 0; r < rows; r++)
    for (guint c = 0; c < columns; c++)
      result[r] += w[r * columns + c] * x[c];
}

static double
sigmoid (double x)
{
  return 1.0 / (1.0 + exp (-x));
}

static void
to_double (const float *from, guint n, double *to)
{
  for (guint i = 0; i < n; i++)
    to[i] = from[i];
}

/* W<gate> x + U<gate> h + b<gate> */
static void
compute_gate (const Example *self, const char *cell, const char *gate, guint n, const double *x,
              guint n_x, const double *h, double *result)
{
  g_autofree char *w = g_strconcat ("W", gate, NULL);
  g_autofree char *u = g_strconcat ("U", gate, NULL);
  g_autofree char *b = g_strconcat ("b", gate, NULL);

  to_double (get (self, cell, b), n, result);
  add_product (get (self, cell, w), n, x, n_x, result);
  add_product (get (self, cell, u), n, h, n, result);
}

static void
step_lstm (const Example *self, const char *cell, guint n, const double *x, guint n_x, State *state)
{
  double f[SIZE], i[SIZE], o[SIZE], g[SIZE];

  compute_gate (self, cell, "f", n, x, n_x, state->h, f);
  compute_gate (self, cell, "i", n, x, n_x, state->h, i);
  compute_gate (self, cell, "o", n, x, n_x, state->h, o);
  compute_gate (self, cell, "g", n, x, n_x, state->h, g);
  for (guint k = 0; k < n; k++)
    {
      state->c[k] = sigmoid (i[k]) * tanh (g[k]) + sigmoid (f[k]) * state->c[k];
      state->h[k] = sigmoid (o[k]) * tanh (state->c[k]);
    }
}

static void
step_gru (const Example *self, const char *cell, const double *x, State *state)
{
  double r[SIZE], z[SIZE], c[SIZE], reset[SIZE];

  compute_gate (self, cell, "r", SIZE, x, SIZE, state->h, r);
  compute_gate (self, cell, "z", SIZE, x, SIZE, state->h, z);
  for (guint k = 0; k < SIZE; k++)
    reset[k] = sigmoid (r[k]) * state->h[k];
  compute_gate (self, cell, "c", SIZE, x, SIZE, reset, c);
  for (guint k = 0; k < SIZE; k++)
    state->h[k] = sigmoid (z[k]) * state->h[k] + (1.0 - sigmoid (z[k])) * tanh (c[k]);
}

static double
cross_entropy (const double *scores, guint n, guint32 label)
{
  double sum = 0.0;

  for (guint i = 0; i < n; i++)
    sum += exp (scores[i]);

  return log (sum) - scores[label];
}

static double
project (const Example *self, const double *h, guint n_labels, guint32 label)
{
  double scores[256] = { 0.0 };

  add_product (get (self, "proj", "W"), n_labels, h, SIZE, scores);

  return cross_entropy (scores, n_labels, label);
}

/* The trees of these tests: (1 (0 a) (3 (2 b) (4 a))), by ids of words in order of appearance. */
static const char tree[] = "(1 (0 a) (3 (2 b) (4 a)))\n";
static const guint32 leaf_words[] = { 0, 1, 0 }, leaf_labels[] = { 0, 2, 4 };
#define INNER_LABEL 3
#define ROOT_LABEL 1
#define N_LABELS 5

static void
test_tree_lstm (gconstpointer name)
{
  Example example;
  State states[5];
  double loss = 0.0;

  example_init (&example, name, tree, NULL);
  for (guint i = 0; i < 3; i++)
    {
      double x[SIZE], gates[3][SIZE];
      static const char *const names[][2] = { { "Wi", "bi" }, { "Wo", "bo" }, { "Wu", "bu" } };

      to_double (row (&example, NULL, "E", leaf_words[i], 256), SIZE, x);
      for (guint g = 0; g < 3; g++)
        {
          to_double (get (&example, "leaf", names[g][1]), SIZE, gates[g]);
          add_product (get (&example, "leaf", names[g][0]), SIZE, x, SIZE, gates[g]);
        }
      for (guint k = 0; k < SIZE; k++)
        {
          states[i].c[k] = sigmoid (gates[0][k]) * tanh (gates[2][k]);
          states[i].h[k] = sigmoid (gates[1][k]) * tanh (states[i].c[k]);
        }
      loss += project (&example, states[i].h, N_LABELS, leaf_labels[i]);
    }
  for (guint i = 3; i < 5; i++)
    {
      const State *left = i == 3 ? &states[1] : &states[0];
      const State *right = i == 3 ? &states[2] : &states[3];
      static const char *const names[][2] = {
        { "Ui", "bi" }, { "Uo", "bo" }, { "Uu", "bu" }, { "Uf1", "bf" }, { "Uf2", "bf" }
      };
      double both[2 * SIZE], gates[5][SIZE];

      memcpy (both, left->h, sizeof left->h);
      memcpy (both + SIZE, right->h, sizeof right->h);
      for (guint g = 0; g < 5; g++)
        {
          to_double (get (&example, "internal", names[g][1]), SIZE, gates[g]);
          add_product (get (&example, "internal", names[g][0]), SIZE,
                       g < 3 ? both : (g == 3 ? left->h : right->h), g < 3 ? 2 * SIZE : SIZE,
                       gates[g]);
        }
      for (guint k = 0; k < SIZE; k++)
        {
          states[i].c[k] = sigmoid (gates[0][k]) * tanh (gates[2][k])
                           + sigmoid (gates[3][k]) * left->c[k]
                           + sigmoid (gates[4][k]) * right->c[k];
          states[i].h[k] = sigmoid (gates[1][k]) * tanh (states[i].c[k]);
        }
    }
  loss += project (&example, states[3].h, N_LABELS, INNER_LABEL);
  loss += project (&example, states[4].h, N_LABELS, ROOT_LABEL);
  example_check (&example, loss);
}

/* z * x + (1 - z) * c with c = tanh (Uc (r * x) + bc), the gates having the suffix @child. */
static void
compute_tree_gru (const Example *self, const char *cell, const char *child, const double *x,
                  double *result)
{
  static const char *const names[] = { "r", "z", "c" };
  double gates[3][SIZE], reset[SIZE];

  for (guint g = 0; g < 3; g++)
    {
      g_autofree char *u = g_strconcat ("U", names[g], child, NULL);
      g_autofree char *b = g_strconcat ("b", names[g], NULL);

      for (guint k = 0; k < SIZE && g == 2; k++)
        reset[k] = sigmoid (gates[0][k]) * x[k];
      to_double (get (self, cell, b), SIZE, gates[g]);
      add_product (get (self, cell, u), SIZE, g < 2 ? x : reset, SIZE, gates[g]);
    }
  for (guint k = 0; k < SIZE; k++)
    result[k] = sigmoid (gates[1][k]) * x[k] + (1.0 - sigmoid (gates[1][k])) * tanh (gates[2][k]);
}

static void
test_tree_gru (void)
{
  Example example;
  double h[5][SIZE], loss = 0.0;

  example_init (&example, "tree-gru", tree, NULL);
  for (guint i = 0; i < 3; i++)
    {
      double x[SIZE];

      to_double (row (&example, NULL, "E", leaf_words[i], 256), SIZE, x);
      compute_tree_gru (&example, "leaf", "", x, h[i]);
      loss += project (&example, h[i], N_LABELS, leaf_labels[i]);
    }
  for (guint i = 3; i < 5; i++)
    {
      double left[SIZE], right[SIZE];

      compute_tree_gru (&example, "internal", "1", i == 3 ? h[1] : h[0], left);
      compute_tree_gru (&example, "internal", "2", i == 3 ? h[2] : h[3], right);
      for (guint k = 0; k < SIZE; k++)
        h[i][k] = (left[k] + right[k]) / 2.0;
    }
  loss += project (&example, h[3], N_LABELS, INNER_LABEL);
  loss += project (&example, h[4], N_LABELS, ROOT_LABEL);
  example_check (&example, loss);
}

static void
test_mv_rnn (void)
{
  Example example;
  double v[5][SIZE], m[5][SIZE][SIZE], loss = 0.0;
  const float *wv, *wm, *bv, *bm;

  example_init (&example, "mv-rnn", tree, NULL);
  for (guint i = 0; i < 3; i++)
    {
      const float *matrix = get (&example, NULL, "EM") + leaf_words[i] * SIZE * SIZE;

      to_double (row (&example, NULL, "EV", leaf_words[i], 256), SIZE, v[i]);
      to_double (matrix, SIZE * SIZE, &m[i][0][0]);
      loss += project (&example, v[i], N_LABELS, leaf_labels[i]);
    }
  wv = get (&example, "internal", "Wv");
  wm = get (&example, "internal", "WM");
  bv = get (&example, "internal", "bv");
  bm = get (&example, "internal", "BM");
  for (guint i = 3; i < 5; i++)
    {
      guint left = i == 3 ? 1 : 0, right = i == 3 ? 2 : 3;
      double changed[2 * SIZE] = { 0.0 };

      for (guint r = 0; r < SIZE; r++)
        for (guint c = 0; c < SIZE; c++)
          {
            changed[r] += m[left][r][c] * v[right][c];
            changed[SIZE + r] += m[right][r][c] * v[left][c];
          }
      to_double (bv, SIZE, v[i]);
      add_product (wv, SIZE, changed, 2 * SIZE, v[i]);
      for (guint r = 0; r < SIZE; r++)
        {
          v[i][r] = tanh (v[i][r]);
          for (guint c = 0; c < SIZE; c++)
            {
              m[i][r][c] = bm[r * SIZE + c];
              for (guint k = 0; k < SIZE; k++)
                m[i][r][c] += wm[r * 2 * SIZE + k] * m[left][k][c]
                              + wm[r * 2 * SIZE + SIZE + k] * m[right][k][c];
            }
        }
    }
  loss += project (&example, v[3], N_LABELS, INNER_LABEL);
  loss += project (&example, v[4], N_LABELS, ROOT_LABEL);
  example_check (&example, loss);
}

/* The state before the first step, from parameters of @cell or of the whole model. */
static void
start_state (const Example *self, const char *cell, guint n, State *state)
{
  to_double (get (self, cell, "h0"), n, state->h);
  to_double (get (self, cell, "c0"), n, state->c);
}

/* Two layers of LSTM over @n vectors; the states of the upper one, by place. */
static void
run_layers (const Example *self, const char *lower, const char *upper, gboolean backward,
            guint n_state, double (*x)[SIZE], guint n, double (*result)[SIZE])
{
  State first, second;

  start_state (self, lower, n_state, &first);
  start_state (self, upper, n_state, &second);
  for (guint k = 0; k < n; k++)
    {
      guint i = backward ? n - 1 - k : k;

      step_lstm (self, lower, n_state, x[i], SIZE, &first);
      step_lstm (self, upper, n_state, first.h, n_state, &second);
      memcpy (result[i], second.h, n_state * sizeof (double));
    }
}

#define MAX_WORDS 8

/* The loss of a sentence of embedded words: what both directions know, squashed, scored. */
static double
tag_sentence (const Example *self, double (*x)[SIZE], const guint32 *tags, guint n, guint n_tags)
{
  double forward[MAX_WORDS][SIZE], backward[MAX_WORDS][SIZE], loss = 0.0;

  run_layers (self, "fwd0", "fwd1", FALSE, SIZE, x, n, forward);
  run_layers (self, "bwd0", "bwd1", TRUE, SIZE, x, n, backward);
  for (guint i = 0; i < n; i++)
    {
      double both[2 * SIZE], hidden[SIZE] = { 0.0 }, scores[MAX_WORDS] = { 0.0 };

      memcpy (both, forward[i], sizeof forward[i]);
      memcpy (both + SIZE, backward[i], sizeof backward[i]);
      add_product (get (self, "output", "H"), SIZE, both, 2 * SIZE, hidden);
      for (guint k = 0; k < SIZE; k++)
        hidden[k] = tanh (hidden[k]);
      add_product (get (self, "output", "O"), n_tags, hidden, SIZE, scores);
      loss += cross_entropy (scores, n_tags, tags[i]);
    }

  return loss;
}

static void
test_tagger (void)
{
  static const guint32 words[] = { 0, 1, 0, 2 }, tags[] = { 0, 1, 2, 0 };
  Example example;
  double x[MAX_WORDS][SIZE];

  example_init (&example, "bilstm-tagger", "a|X b|Y a|Z c|d|X\n", NULL);
  g_assert_cmpuint (id_of (&example, 0, "c|d"), ==, 2);
  for (guint i = 0; i < 4; i++)
    to_double (row (&example, NULL, "E", words[i], 3), SIZE, x[i]);
  example_check (&example, tag_sentence (&example, x, tags, 4, 3));
}

/* The word `a` is not rare, `éb` is. */
static void
test_tagger_with_characters (void)
{
  static const guint32 tags[] = { 0, 1, 0, 0, 1, 0 };
  Example example;
  double x[MAX_WORDS][SIZE], letters[4][SIZE], forward[4][SIZE], backward[4][SIZE];
  guint32 ids[4];

  example_init (&example, "bilstm-tagger-char", "a|X éb|Y a|X a|X a|Y a|X\n", NULL);
  ids[0] = ids[3] = 0; /* the pad */
  ids[1] = id_of (&example, 2, "é");
  ids[2] = id_of (&example, 2, "b");
  for (guint i = 0; i < 4; i++)
    to_double (get (&example, NULL, "EC") + ids[i] * SIZE, SIZE, letters[i]);
  run_layers (&example, "cf0", "cf1", FALSE, HALF, letters, 4, forward);
  run_layers (&example, "cb0", "cb1", TRUE, HALF, letters, 4, backward);
  for (guint i = 0; i < 6; i++)
    to_double (row (&example, NULL, "E", id_of (&example, 0, "a"), 2), SIZE, x[i]);
  memcpy (x[1], forward[3], HALF * sizeof (double));
  memcpy (x[1] + HALF, backward[0], HALF * sizeof (double));
  example_check (&example, tag_sentence (&example, x, tags, 6, 2));
}

/* Node 0, one arc to node 1, one to node 2, three to node 3: one of a character, and those of words
 * from nodes 0 and 1; and one arc from there. */
static const char lattice[] = "1\n5 8 9 8 7 9\n0\n1 0 50\n1 1 60\n3 2 70 0 300 1 60\n1 3 50\n";
static const struct
{
  guint to, from, id;
  const char *cell;
} arcs[] = { { 1, 0, 0, "char" }, { 2, 1, 1, "char" }, { 3, 2, 2, "char" },
             { 3, 0, 3, "word" }, { 3, 1, 1, "word" }, { 4, 3, 0, "char" } };

static void
test_lattice (gconstpointer name)
{
  static const guint32 tags[] = { 0, 1, 0, 2, 1 };
  static const guint n_arcs[] = { 0, 1, 1, 3, 1 };
  gboolean gru = g_str_equal (name, "lattice-gru");
  Example example;
  State states[5] = { 0 };
  double loss = 0.0;

  example_init (&example, name, lattice, NULL);
  to_double (get (&example, NULL, "h0"), SIZE, states[0].h);
  if (!gru)
    to_double (get (&example, NULL, "c0"), SIZE, states[0].c);
  for (guint i = 0; i < G_N_ELEMENTS (arcs); i++)
    {
      State step = states[arcs[i].from], *to = &states[arcs[i].to];
      double x[SIZE];

      to_double (row (&example, NULL, "E", arcs[i].id, 256), SIZE, x);
      if (gru)
        step_gru (&example, arcs[i].cell, x, &step);
      else
        step_lstm (&example, arcs[i].cell, SIZE, x, SIZE, &step);
      for (guint k = 0; k < SIZE; k++)
        {
          to->h[k] += gru ? step.h[k] / n_arcs[arcs[i].to] : step.h[k];
          to->c[k] += step.c[k];
        }
    }
  for (guint i = 0; i < 5; i++)
    loss += project (&example, states[i].h, 3, tags[i]);
  example_check (&example, loss);
}

/* x = tanh (P E[id] + bp), then a step. */
static void
step_translation (const Example *self, const char *cell, guint32 id, State *state)
{
  double embedded[SIZE], x[SIZE];

  to_double (row (self, cell, "E", id, 256), SIZE, embedded);
  to_double (get (self, cell, "bp"), SIZE, x);
  add_product (get (self, cell, "P"), SIZE, embedded, SIZE, x);
  for (guint k = 0; k < SIZE; k++)
    x[k] = tanh (x[k]);
  step_lstm (self, cell, SIZE, x, SIZE, state);
}

/* The second pair has an empty side and does not count; the third must not begin where the first
 * ended. */
static void
test_translation (void)
{
  static const char *const sources[][5] = { { "<s>", "u", "v", "</s>" }, { "<s>", "v", "</s>" } };
  static const char *const targets[][5] = { { "<s>", "w", "</s>" }, { "<s>", "y", "w", "</s>" } };
  Example example;
  double loss = 0.0;

  example_init (&example, "lstm-nmt", "u v\n\nv\n", "w\nx\ny w\n");
  for (guint i = 0; i < 2; i++)
    {
      State state;
      guint32 previous = 0; /* what stands before a sentence */

      start_state (&example, NULL, SIZE, &state);
      for (guint k = 0; sources[i][k] != NULL; k++)
        step_translation (&example, "enc", id_of (&example, 0, sources[i][k]), &state);
      for (guint k = 0; targets[i][k] != NULL; k++)
        {
          guint32 id = id_of (&example, 1, targets[i][k]);

          g_assert_cmpuint (id, !=, 0);
          step_translation (&example, "dec", previous, &state);
          loss += project (&example, state.h, 256, id);
          previous = id;
        }
    }
  example_check (&example, loss);
}

int
main (int argc, char **argv)
{
  bs_backend_prepare ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/equations/tree-lstm", "tree-lstm", test_tree_lstm);
  g_test_add_data_func ("/equations/tree-lstm-2type", "tree-lstm-2type", test_tree_lstm);
  g_test_add_func ("/equations/tree-gru", test_tree_gru);
  g_test_add_func ("/equations/mv-rnn", test_mv_rnn);
  g_test_add_func ("/equations/bilstm-tagger", test_tagger);
  g_test_add_func ("/equations/bilstm-tagger-char", test_tagger_with_characters);
  g_test_add_data_func ("/equations/lattice-lstm", "lattice-lstm", test_lattice);
  g_test_add_data_func ("/equations/lattice-gru", "lattice-gru", test_lattice);
  g_test_add_func ("/equations/lstm-nmt", test_translation);

  return g_test_run ();
}
