// Speed of the Inspect page on a large evaluation: two files of the same comparisons, a mean-and-variance and a
// categorical model, are made, opened, sorted, filtered, searched, and the slider of alpha is moved with everything
// drawn each time, in a window of 1280x800 without a display. Prints one JSON object; times in milliseconds.
//
//   bench_inspect [--rows 50000]

#include "base/clock.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/random_stream.hpp"
#include "base/theme.hpp"
#include "inspection/item_selection.hpp"
#include "jobs/job_queue.hpp"
#include "models/device_model.hpp"
#include "models/run_index.hpp"
#include "pages/inspect/distribution_view.hpp"
#include "pages/inspect/inspect_page.hpp"
#include "pages/inspect/item_list.hpp"
#include "pages/inspect/responses_view.hpp"
#include "scoring/find_checkpoints.hpp"
#include "settings/settings.hpp"
#include "widgets/apply_theme.hpp"

#include <CLI/CLI.hpp>

#include <QApplication>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QSlider>
#include <QTableView>
#include <QTemporaryDir>

#include <algorithm>
#include <array>
#include <iostream>

namespace {

using namespace dpl;

std::string words(RandomStream& random, std::size_t length)
{
    static constexpr std::array<const char*, 12> some{
        "the", "house", "would", "like", "to", "answer", "question", "without", "a", "doubt", "it\u2019s", "early"};
    std::string text;
    while (text.size() < length) {
        text += " ";
        text += some[random.below(some.size())];
    }
    return text;
}

void writeEvaluations(
    const std::filesystem::path& gaussian, const std::filesystem::path& categorical, std::int64_t rows)
{
    RandomStream random(0);
    std::array<std::string, 2> contents;
    for (std::int64_t i = 0; i < rows; ++i) {
        const std::string prompt = "\n\nHuman:" + words(random, 100 + random.below(300)) + "\n\nAssistant:";
        Json row{{"chosen", prompt + words(random, 100 + random.below(300))},
            {"rejected", prompt + words(random, 100 + random.below(300))},
            {"data_subset", i % 2 == 0 ? "helpful" : "harmless"}};
        for (std::size_t model = 0; model < 2; ++model) {
            for (const char* side : {"chosen", "rejected"}) {
                Json outputs = Json::array();
                for (int k = 0; k < (model == 0 ? 2 : 10); ++k) {
                    outputs.push_back(2.0 * random.uniform() - 1.0);
                }
                row[std::string("reward_output_") + side] = outputs;
            }
            contents[model] += row.dump(-1, ' ', true) + "\n";
        }
    }
    writeFileAtomically(gaussian, contents[0]);
    writeFileAtomically(categorical, contents[1]);
}

template <typename Work> double milliseconds(const Work& work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return double(timer.nsecsElapsed()) / 1e6;
}

Json distribution(std::vector<double> times)
{
    std::sort(times.begin(), times.end());
    return {{"median", times[times.size() / 2]}, {"p95", times[times.size() * 95 / 100]}, {"max", times.back()}};
}

} // namespace

int main(int argc, char** argv)
{
    std::int64_t rows = 50000;
    CLI::App options("Speed of the Inspect page");
    options.add_option("--rows", rows);
    CLI11_PARSE(options, argc, argv);
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    ui::applyTheme(ui::Theme::light());
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString();
    const auto gaussian = path / "gaussian.jsonl";
    const auto categorical = path / "categorical.jsonl";
    writeEvaluations(gaussian, categorical, rows);

    ui::Settings settings(folder.filePath(QStringLiteral("settings.ini")));
    ui::JobQueue queue;
    ui::RunIndex index{settings, queue, {scoring::foundCheckpoints()}};
    ui::DeviceModel devices;
    ui::InspectPage page(settings, queue, index, devices);
    page.resize(1112, 764);
    page.show();
    const auto open = [&](const QStringList& files) {
        return milliseconds([&] {
            page.openFiles(files, false);
            while (page.isLoading()) {
                application.processEvents(QEventLoop::WaitForMoreEvents);
            }
            page.grab();
        });
    };
    Json result{{"rows", rows}, {"file_megabytes", double(std::filesystem::file_size(gaussian)) / 1e6}};
    result["open_one_file"] = open({QString::fromStdString(gaussian.string())});
    result["open_two_files"] =
        open({QString::fromStdString(gaussian.string()), QString::fromStdString(categorical.string())});

    const inspection::InspectionColumns columns = *page.columns();
    using inspection::ItemOrder;
    using inspection::Measure;
    const auto sortBy = [&](Measure measure) {
        return milliseconds(
            [&] { inspection::selectItems(columns, {}, {}, {ItemOrder::By::measure, measure, 0, true}); });
    };
    result["sort_by_mean"] = sortBy(Measure::deltaMean);
    result["sort_by_rank_change"] = sortBy(Measure::rankChange);
    result["filter"] = milliseconds([&] { inspection::selectItems(columns, {0}, {}, {}); });
    result["search"] = milliseconds([&] { inspection::itemsWithText(columns.inspection(), "HOUSE WOULD", {}); });
    QHeaderView* header = page.responses()->list()->table()->horizontalHeader();
    result["click_on_header_to_painted"] = milliseconds([&] {
        Q_EMIT header->sectionClicked(2);
        page.grab();
    });

    const auto move = [&] {
        std::vector<double> times;
        for (int i = 0; i < 60; ++i) {
            times.push_back(milliseconds([&] {
                page.responses()->distributions()->slider()->setValue(20 + 5 * i);
                application.processEvents();
            }));
        }
        return distribution(times);
    };
    result["slider_frame"] = move();
    Q_EMIT header->sectionClicked(6); // rank change, which alpha moves
    result["slider_frame_sorted_by_rank_change"] = move();
    std::cout << result.dump(2) << std::endl;
    return 0;
}
