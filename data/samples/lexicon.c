/* SPDX-License-Identifier: Apache-2.0 */
/* The words of the sample grammar, by topic, with their sentiments. */
#include "config.h"

#include "data/samples/lexicon.h"

#define ONE NUMBER_SINGULAR
#define MANY NUMBER_PLURAL
#define SOME NUMBER_MASS

/* clang-format off */

static const Noun weather_things[] = {
  { "storm", ONE }, { "breeze", ONE }, { "fog", SOME }, { "rain", SOME }, { "snow", SOME },
  { "sunshine", SOME }, { "clouds", MANY }, { "wind", ONE }, { "frost", SOME },
  { "drizzle", SOME }, { "sky", ONE }, { "thunder", SOME }, { "showers", MANY }, { "hail", SOME },
  { "mist", SOME }, { "winds", MANY }, { NULL, ONE }
};
static const Word weather_adjectives[] = {
  { "mild", 3 }, { "gentle", 3 }, { "bitter", 1 }, { "fierce", 1 }, { "gloomy", 1 },
  { "glorious", 4 }, { "dreadful", 0 }, { "sudden", 2 }, { "steady", 2 }, { "heavy", 1 },
  { "soft", 3 }, { "cold", 1 }, { "grey", 2 }, { "golden", 3 }, { "murky", 1 }, { "calm", 3 },
  { "icy", 1 }, { "violent", 0 }, { "lovely", 4 }, { "miserable", 0 }, { "pleasant", 3 },
  { "splendid", 4 }, { "strange", 2 }, { "distant", 2 }, { NULL, 0 }
};
static const Verb weather_deeds[] = {
  { "watched", "watch", 2 }, { "noticed", "notice", 2 }, { "photographed", "photograph", 2 },
  { "endured", "endure", 1 }, { "welcomed", "welcome", 3 }, { "predicted", "predict", 2 },
  { "escaped", "escape", 3 }, { "cursed", "curse", 1 }, { "ignored", "ignore", 2 },
  { NULL, NULL, 0 }
};
static const Verb weather_happens[] = {
  { "came", "come", 2 }, { "passed", "pass", 2 }, { "arrived", "arrive", 2 },
  { "faded", "fade", 2 }, { "returned", "return", 2 }, { "lingered", "linger", 1 },
  { "worsened", "worsen", 1 }, { "vanished", "vanish", 2 }, { NULL, NULL, 0 }
};
static const Phrase weather_places[] = {
  { "over", "the", "hills" }, { "across", "the", "valley" }, { "along", "the", "coast" },
  { "above", "the", "harbour" }, { "near", "the", "lake" }, { "outside", "the", "village" },
  { "around", "the", "island" }, { NULL, NULL, NULL }
};

static const Noun tool_things[] = {
  { "hammer", ONE }, { "saw", ONE }, { "drill", ONE }, { "ladder", ONE }, { "wrench", ONE },
  { "chisels", MANY }, { "knife", ONE }, { "shovel", ONE }, { "lantern", ONE }, { "rope", ONE },
  { "bucket", ONE }, { "wheelbarrow", ONE }, { "screwdrivers", MANY }, { "axe", ONE },
  { "rake", ONE }, { "pliers", MANY }, { "equipment", SOME }, { "nails", MANY }, { NULL, ONE }
};
static const Word tool_adjectives[] = {
  { "sturdy", 3 }, { "clean", 3 }, { "rusty", 1 }, { "reliable", 4 }, { "useless", 0 },
  { "useful", 3 }, { "heavy", 2 }, { "cheap", 2 }, { "old", 2 }, { "new", 2 }, { "worn", 1 },
  { "handy", 3 }, { "clumsy", 1 }, { "excellent", 4 }, { "dangerous", 0 }, { "plain", 2 },
  { "small", 2 }, { "flimsy", 1 }, { "worthless", 0 }, { "perfect", 4 }, { "ordinary", 2 },
  { "unsafe", 1 }, { NULL, 0 }
};
static const Verb tool_deeds[] = {
  { "bought", "buy", 2 }, { "borrowed", "borrow", 2 }, { "repaired", "repair", 3 },
  { "used", "use", 2 }, { "lost", "lose", 1 }, { "cleaned", "clean", 3 },
  { "carried", "carry", 2 }, { "dropped", "drop", 1 }, { "found", "find", 2 },
  { "sold", "sell", 2 }, { "damaged", "damage", 0 }, { "painted", "paint", 2 },
  { NULL, NULL, 0 }
};
static const Verb tool_happens[] = {
  { "broke", "break", 0 }, { "worked", "work", 3 }, { "slipped", "slip", 1 },
  { "failed", "fail", 0 }, { "lasted", "last", 3 }, { "fell", "fall", 1 },
  { "helped", "help", 3 }, { "disappeared", "disappear", 1 }, { NULL, NULL, 0 }
};
static const Phrase tool_places[] = {
  { "in", "the", "shed" }, { "behind", "the", "garage" }, { "on", "the", "workbench" },
  { "under", "the", "stairs" }, { "beside", "the", "barn" }, { "inside", "the", "workshop" },
  { NULL, NULL, NULL }
};

static const Noun meal_things[] = {
  { "soup", SOME }, { "bread", SOME }, { "pie", ONE }, { "stew", ONE }, { "salad", ONE },
  { "omelette", ONE }, { "pancakes", MANY }, { "sauce", ONE }, { "pudding", ONE },
  { "dumplings", MANY }, { "curry", ONE }, { "porridge", SOME }, { "sandwiches", MANY },
  { "noodles", MANY }, { "cheese", SOME }, { "lunch", ONE }, { "supper", ONE }, { "rice", SOME },
  { NULL, ONE }
};
static const Word meal_adjectives[] = {
  { "warm", 3 }, { "fresh", 3 }, { "delicious", 4 }, { "tasty", 3 }, { "salty", 2 },
  { "bland", 1 }, { "stale", 1 }, { "awful", 0 }, { "superb", 4 }, { "simple", 2 },
  { "greasy", 1 }, { "fragrant", 3 }, { "hearty", 3 }, { "sour", 1 }, { "spicy", 2 },
  { "wonderful", 4 }, { "disgusting", 0 }, { "hot", 2 }, { "inedible", 0 }, { "rich", 3 },
  { NULL, 0 }
};
static const Verb meal_deeds[] = {
  { "made", "make", 2 }, { "served", "serve", 2 }, { "shared", "share", 3 },
  { "tasted", "taste", 2 }, { "ordered", "order", 2 }, { "ruined", "ruin", 0 },
  { "spoiled", "spoil", 1 }, { "finished", "finish", 2 }, { "ate", "eat", 2 },
  { "brought", "bring", 2 }, { "wasted", "waste", 1 }, { NULL, NULL, 0 }
};
static const Verb meal_happens[] = {
  { "cooled", "cool", 2 }, { "burned", "burn", 0 }, { "arrived", "arrive", 2 },
  { "vanished", "vanish", 2 }, { "disappointed", "disappoint", 1 }, { "improved", "improve", 3 },
  { NULL, NULL, 0 }
};
static const Phrase meal_places[] = {
  { "in", "the", "kitchen" }, { "at", "the", "market" }, { "on", "the", "terrace" },
  { "at", "the", "table" }, { "near", "the", "stove" }, { "in", "the", "garden" },
  { NULL, NULL, NULL }
};

static const Noun journey_things[] = {
  { "trip", ONE }, { "ride", ONE }, { "walk", ONE }, { "flight", ONE }, { "climb", ONE },
  { "voyage", ONE }, { "tour", ONE }, { "detour", ONE }, { "crossing", ONE }, { "hike", ONE },
  { "drive", ONE }, { "journey", ONE }, { "excursion", ONE }, { "cruise", ONE },
  { "travels", MANY }, { "holidays", MANY }, { NULL, ONE }
};
static const Word journey_adjectives[] = {
  { "long", 2 }, { "short", 2 }, { "scenic", 3 }, { "pleasant", 3 }, { "tiring", 1 },
  { "exhausting", 1 }, { "rough", 1 }, { "smooth", 3 }, { "safe", 3 }, { "dangerous", 0 },
  { "memorable", 4 }, { "dull", 1 }, { "quiet", 2 }, { "slow", 1 }, { "comfortable", 3 },
  { "unforgettable", 4 }, { "peaceful", 3 }, { "terrible", 0 }, { "marvellous", 4 },
  { "expensive", 1 }, { "lonely", 1 }, { "modest", 2 }, { NULL, 0 }
};
static const Verb journey_deeds[] = {
  { "planned", "plan", 2 }, { "started", "start", 2 }, { "completed", "complete", 3 },
  { "survived", "survive", 3 }, { "cancelled", "cancel", 1 }, { "delayed", "delay", 1 },
  { "booked", "book", 2 }, { "regretted", "regret", 0 }, { "repeated", "repeat", 2 },
  { NULL, NULL, 0 }
};
static const Verb journey_happens[] = {
  { "began", "begin", 2 }, { "continued", "continue", 2 }, { "ended", "end", 2 },
  { "succeeded", "succeed", 4 }, { "failed", "fail", 0 }, { "improved", "improve", 3 },
  { NULL, NULL, 0 }
};
static const Phrase journey_places[] = {
  { "through", "the", "forest" }, { "across", "the", "border" }, { "around", "the", "lake" },
  { "along", "the", "river" }, { "toward", "the", "mountains" }, { "beyond", "the", "pass" },
  { "from", "the", "station" }, { NULL, NULL, NULL }
};

const Topic lexicon_topics[LEXICON_N_TOPICS] = {
  { weather_things, weather_adjectives, weather_deeds, weather_happens, weather_places, FALSE },
  { tool_things, tool_adjectives, tool_deeds, tool_happens, tool_places, TRUE },
  { meal_things, meal_adjectives, meal_deeds, meal_happens, meal_places, TRUE },
  { journey_things, journey_adjectives, journey_deeds, journey_happens, journey_places, TRUE },
};

const Noun lexicon_people[] = {
  { "baker", ONE }, { "farmer", ONE }, { "neighbour", ONE }, { "guide", ONE }, { "sailor", ONE },
  { "children", MANY }, { "carpenter", ONE }, { "teacher", ONE }, { "guests", MANY },
  { "travellers", MANY }, { "gardener", ONE }, { "cook", ONE }, { "students", MANY },
  { "driver", ONE }, { "friends", MANY }, { "cousin", ONE }, { NULL, ONE }
};
const Noun lexicon_pronouns[] = {
  { "we", MANY }, { "they", MANY }, { "she", ONE }, { "he", ONE }, { "I", ONE },
  { "everybody", ONE }, { NULL, ONE }
};
const Verb lexicon_opinions[] = {
  { "liked", "like", 3 }, { "loved", "love", 4 }, { "disliked", "dislike", 1 },
  { "hated", "hate", 0 }, { "praised", "praise", 3 }, { "mentioned", "mention", 2 },
  { "described", "describe", 2 }, { "remembered", "remember", 2 }, { "expected", "expect", 2 },
  { "feared", "fear", 1 }, { "enjoyed", "enjoy", 3 }, { "admired", "admire", 4 },
  { "blamed", "blame", 1 }, { NULL, NULL, 0 }
};
const Word lexicon_feelings[] = {
  { "happy", 4 }, { "sad", 1 }, { "nervous", 1 }, { "proud", 3 }, { "hungry", 2 },
  { "tired", 1 }, { "cheerful", 3 }, { "furious", 0 }, { "grateful", 3 }, { "bored", 1 },
  { "curious", 2 }, { "desperate", 0 }, { "thoughtful", 2 }, { NULL, 0 }
};
const Word lexicon_manners[] = {
  { "quickly", 2 }, { "slowly", 2 }, { "happily", 3 }, { "gladly", 3 }, { "carefully", 2 },
  { "reluctantly", 1 }, { "sadly", 1 }, { "finally", 2 }, { "secretly", 2 }, { "often", 2 },
  { "always", 2 }, { "foolishly", 1 }, { NULL, 0 }
};
const Word lexicon_intensifiers[] = {
  { "very", 2 }, { "really", 2 }, { "extremely", 2 }, { "truly", 2 }, { "remarkably", 2 },
  { "unusually", 2 }, { NULL, 0 }
};
const Word lexicon_diminishers[] = {
  { "slightly", 2 }, { "somewhat", 2 }, { "fairly", 2 }, { "rather", 2 }, { "almost", 2 },
  { NULL, 0 }
};
/* "It was hard to watch the storm." */
const Word lexicon_judgements[] = {
  { "hard", 1 }, { "easy", 3 }, { "good", 3 }, { "wise", 3 }, { "foolish", 1 }, { "fun", 3 },
  { "strange", 2 }, { "impossible", 1 }, { "painful", 0 }, { "wonderful", 4 }, { "common", 2 },
  { NULL, 0 }
};
const Phrase lexicon_times[] = {
  { "in", "the", "morning" }, { "at", NULL, "noon" }, { "after", NULL, "breakfast" },
  { "before", NULL, "dawn" }, { "on", NULL, "Monday" }, { "during", "the", "night" },
  { "in", NULL, "spring" }, { "in", "the", "evening" }, { "on", "that", "day" },
  { "at", NULL, "midnight" }, { "around", NULL, "sunset" }, { "on", NULL, "Friday" },
  { NULL, NULL, NULL }
};

/* clang-format on */
