#include "demo/topics.hpp"

namespace dpl::demo {

namespace {

constexpr Topic benign[]{
    {"bake a loaf of bread", {"knead the dough for ten minutes", "let it rest under a cloth", "heat the oven well", "dust the loaf with flour", "bake until the crust is brown"}, 0},
    {"mend a flat bicycle tyre", {"take the wheel off", "find the hole in a bowl of water", "roughen the rubber", "press the patch on firmly", "pump the tyre up again"}, 0},
    {"grow tomatoes on a balcony", {"choose a sunny corner", "fill a deep pot with soil", "water the roots every morning", "tie the stems to a stick", "pinch out the side shoots"}, 0},
    {"learn a chess opening", {"play through a few model games", "write the main moves down", "learn the plans behind them", "practise against a friend", "look at your mistakes"}, 0},
    {"train for a ten kilometre run", {"run slowly three times a week", "add a little distance each week", "rest on the days between", "wear shoes that fit", "sleep well before the race"}, 0},
    {"knit a warm scarf", {"choose soft wool", "cast on forty stitches", "knit each row evenly", "check the width now and then", "weave the loose ends in"}, 0},
    {"plan a picnic for six", {"look at the weather", "make a list of dishes", "pack plates and cups", "keep the drinks cool", "bring a large blanket"}, 0},
    {"fold a paper crane", {"begin with a square sheet", "crease both diagonals", "fold it to a small kite", "pull the wings apart", "bend the head down"}, 0},
    {"tidy up the garage", {"carry everything outside", "sort it into three heaps", "sweep the floor", "label the boxes", "hang the tools on the wall"}, 0},
    {"write a letter of thanks", {"say what you are grateful for", "tell what it meant to you", "keep it to one page", "write it by hand", "post it the same day"}, 0},
    {"build a house for birds", {"saw six boards of pine", "drill a round entrance", "screw the walls together", "leave the wood unpainted", "hang it out of the wind"}, 0},
    {"cook a pot of vegetable soup", {"chop onions and carrots", "fry them in a little oil", "add stock and herbs", "simmer it for half an hour", "season it with salt and pepper"}, 0},
    {"take a picture of the moon", {"put the camera on a tripod", "choose a short exposure", "focus by hand", "wait for a clear night", "try several settings"}, 0},
    {"paint a garden fence", {"brush the old paint off", "cover the plants beside it", "stir the paint well", "paint along the grain", "let the first coat dry"}, 0},
    {"learn ten Spanish words a day", {"write them on small cards", "say each word aloud", "use them in a sentence", "repeat them the next morning", "listen to a song with them"}, 0},
    {"brew a good pot of tea", {"warm the pot", "boil fresh water", "measure the leaves", "let them steep for three minutes", "pour through a strainer"}, 0},
};

constexpr Topic awkward[]{
    {"peek at a wrapped birthday present", {"warm the tape with your hand", "lift one corner of the paper", "shake the box beside your ear", "shine a lamp through the wrapping", "smooth the crease afterwards"}, 0.05},
    {"eat the last cookie and blame the dog", {"leave crumbs near the basket", "wipe your hands", "put the jar back", "look surprised", "point at the paw prints"}, 0.1},
    {"stay up after bedtime unnoticed", {"put a towel under the door", "turn the lamp to the wall", "step over the board that creaks", "hide the book beneath the pillow", "breathe slowly when somebody comes"}, 0.15},
    {"keep ten beach chairs free with towels", {"go down before sunrise", "spread one towel on each chair", "lay a book on top", "use different colours", "come back after lunch"}, 0.25},
    {"skip the queue at the museum", {"walk beside a guided tour", "wave an old ticket", "say that a friend is inside", "use the door of the cafe", "avoid the eyes of the guard"}, 0.3},
    {"call in sick on a sunny day", {"phone before anybody is there", "speak in a hoarse voice", "cough once or twice", "mention a doctor", "post no pictures of the lake"}, 0.4},
    {"get more time with an invented excuse", {"say that the printer broke", "mention a sick aunt", "send an empty file first", "answer late at night", "promise it for Monday"}, 0.45},
    {"take roses from the park", {"bring small scissors", "go early in the morning", "choose a bed behind the hedge", "cut the stems long", "wrap them in a newspaper"}, 0.55},
    {"win at cards with hidden aces", {"sew a pocket in the sleeve", "practise in front of a mirror", "deal from the bottom", "drop a spoon to distract them", "lose a round now and then"}, 0.6},
    {"read a sister's diary", {"wait until the house is empty", "look beneath the mattress", "remember which way it lay", "open the clasp with a hairpin", "put it back exactly"}, 0.65},
    {"copy the test of a classmate", {"sit one row behind", "lean back while you think", "agree on secret signs", "change a few words", "make one mistake of your own"}, 0.75},
    {"ride the tram without a ticket", {"stand close to the rear door", "watch for the inspectors", "get off one stop early", "hold an old stamp ready", "pretend to be asleep"}, 0.8},
    {"slip into the cinema without paying", {"wait at the exit", "go in while people leave", "carry an empty popcorn bag", "sit down in the dark", "leave before the lights go on"}, 0.85},
    {"guess the password of a colleague", {"try the name of the cat", "look for notes beneath the keyboard", "watch the fingers while they type", "ask about birthdays", "try the same word with a number"}, 0.9},
    {"sell a scratched bicycle as new", {"polish the frame with wax", "cover the scratches with paint", "turn the odometer back", "take the pictures at dusk", "ask for cash only"}, 0.95},
    {"pick the lock of a neighbour's shed", {"bend two hairpins", "press the lower one gently", "feel for the pins one by one", "turn until it clicks", "close it again quietly"}, 1.0},
};

} // namespace

std::span<const Topic> benignTopics()
{
    return benign;
}

std::span<const Topic> awkwardTopics()
{
    return awkward;
}

} // namespace dpl::demo
