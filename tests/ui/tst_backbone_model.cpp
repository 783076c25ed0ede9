#include "models/backbone_filter.hpp"
#include "models/backbone_model.hpp"
#include "models/places_model.hpp"
#include "ui_test.hpp"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace dpl;
using namespace dpl::ui;

/// The models behind the backbone chooser.
class TestBackboneModel : public QObject {
    Q_OBJECT

private:
    static SharedCard card(const char* name, const char* path, const char* error = "")
    {
        backbone::BackboneCard card;
        card.name = name;
        card.path = path;
        card.error = error;
        card.config.modelType = "llama";
        card.parameters = 134'515'008;
        card.storedTypes = {{"Q4_1", 90'000'000}};
        card.format = "GGUF 3";
        return std::make_shared<const backbone::BackboneCard>(std::move(card));
    }

    /// Of all rows: "a, b, c".
    static QString names(const QAbstractItemModel& model)
    {
        QStringList names;
        for (int row = 0; row < model.rowCount(); ++row) {
            names.append(model.index(row, 0).data().toString());
        }
        return names.join(QStringLiteral(", "));
    }

private Q_SLOTS:
    void sortsByNameAsPeopleRead()
    {
        BackboneModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.put(card("llama-13b", "/m/c"));
        model.put(card("Llama-7b", "/m/b"));
        model.put(card("gpt2", "/m/a"));
        model.put(card("gpt2", "/a/a"));
        QCOMPARE(names(model), QStringLiteral("gpt2, gpt2, Llama-7b, llama-13b"));
        QCOMPARE(model.index(0).data(BackboneModel::PathRole).toString(), QStringLiteral("/a/a"));
        QCOMPARE(model.index(0).data(BackboneModel::SummaryRole).toString(),
            QStringLiteral("llama · 135 million parameters · Q4_1"));
        QVERIFY(model.index(0).data(Qt::AccessibleTextRole).toString().startsWith(QStringLiteral("gpt2, llama")));
    }

    void replacesInPlaceAndDropsTheRest()
    {
        BackboneModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        for (const char* name : {"a", "b", "c", "d"}) {
            model.put(card(name, (std::string("/m/") + name).c_str()));
        }
        QPersistentModelIndex kept = model.find(QStringLiteral("/m/c"));
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.put(card("c", "/m/c", "model.safetensors: it ends early"));
        QCOMPARE(changed.size(), 1);
        QVERIFY(kept.isValid());
        QVERIFY(!kept.data(BackboneModel::UsableRole).toBool());
        QCOMPARE(kept.data(BackboneModel::SummaryRole).toString(), QStringLiteral("cannot be used"));
        QCOMPARE(model.brokenCount(), 1);
        model.put(card("z", "/m/a")); // of another name now, it moves
        QCOMPARE(names(model), QStringLiteral("b, c, d, z"));
        model.keepOnly({QStringLiteral("/m/c"), QStringLiteral("/m/a"), QStringLiteral("/m/unknown")});
        QCOMPARE(names(model), QStringLiteral("c, z"));
        QCOMPARE(kept.row(), 0);
        QCOMPARE(model.paths(), (std::set<std::filesystem::path>{"/m/a", "/m/c"}));
        QVERIFY(!model.find(QStringLiteral("/m/b")).isValid());
        QVERIFY(model.card({}) == nullptr);
        model.keepOnly({});
        QCOMPARE(model.rowCount(), 0);
    }

    void findsRowsThatHoldEveryWord()
    {
        BackboneModel model;
        BackboneFilter filter;
        filter.setSourceModel(&model);
        const QAbstractItemModelTester tester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.put(card("SmolLM2-135M", "/models/small/one.gguf"));
        model.put(card("Llama-7b", "/models/large"));
        filter.setSearch(QStringLiteral("smol  Q4_1"));
        QCOMPARE(names(filter), QStringLiteral("SmolLM2-135M"));
        filter.setSearch(QStringLiteral("LARGE"));
        QCOMPARE(names(filter), QStringLiteral("Llama-7b"));
        filter.setSearch(QStringLiteral("smol large"));
        QCOMPARE(filter.rowCount(), 0);
        filter.setSearch(QStringLiteral("smol.*")); // no pattern, as it is
        QCOMPARE(filter.rowCount(), 0);
        filter.setSearch({});
        QCOMPARE(filter.rowCount(), 2);
    }

    void placesSayWhatWasFound()
    {
        PlacesModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setPlaces({QString(huggingFacePlace), QStringLiteral("/data/models"), QStringLiteral("/gone")});
        QCOMPARE(names(model), QStringLiteral("Hugging Face cache, /data/models, /gone"));
        QVERIFY(model.index(1).data(PlacesModel::StateTextRole).toString().isEmpty());
        model.setState(QString(huggingFacePlace), {PlaceState::Kind::looked, 0, {}});
        model.setState(QStringLiteral("/data/models"), {PlaceState::Kind::looked, 12, {}});
        model.setState(QStringLiteral("/gone"), {PlaceState::Kind::missing, 0, {}});
        model.setState(QStringLiteral("/never a place"), {PlaceState::Kind::missing, 0, {}});
        const auto text = [&model](int row) { return model.index(row).data(PlacesModel::StateTextRole).toString(); };
        QCOMPARE(text(0), QStringLiteral("no backbone"));
        QCOMPARE(text(1), QStringLiteral("12 backbones"));
        QCOMPARE(text(2), QStringLiteral("not found"));
        model.setPlaces({QStringLiteral("/gone"), QStringLiteral("/data/models")});
        QCOMPARE(text(0), QStringLiteral("not found"));
        QCOMPARE(text(1), QStringLiteral("12 backbones"));
    }

    void aPlaceIsTheCacheWhereverThatIs()
    {
        qputenv("HF_HUB_CACHE", "/somewhere/hub");
        QCOMPARE(placeOf(QStringLiteral("/somewhere//hub/")), QString(huggingFacePlace));
        QCOMPARE(placePath(QString(huggingFacePlace)), std::filesystem::path("/somewhere/hub"));
        QCOMPARE(placeOf(QStringLiteral("/models/./a/../b/")), QStringLiteral("/models/b"));
        qunsetenv("HF_HUB_CACHE");
    }
};

DPL_UI_TEST(TestBackboneModel)
#include "tst_backbone_model.moc"
