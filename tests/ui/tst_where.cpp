// Where jobs run: the list of places, the field that chooses one, and what is asked for there.

#include "base/files.hpp"
#include "base/json_text.hpp"
#include "models/where_model.hpp"
#include "places/submit_line.hpp"
#include "shell/place_dialog.hpp"
#include "shell/place_trial.hpp"
#include "shell/where_card.hpp"
#include "ui_test.hpp"
#include "widgets/slurm_fields.hpp"
#include "widgets/where_chooser.hpp"

#include <QAbstractItemModelTester>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

using namespace dpl;
using namespace dpl::ui;

namespace {

places::Place cluster(const std::string& name = "cluster")
{
    places::Place place;
    place.name = name;
    place.kind = places::PlaceKind::slurm;
    place.folder = "/scratch";
    return place;
}

QLineEdit* field(const QWidget& widget, const char* name)
{
    for (auto* found : widget.findChildren<QLineEdit*>()) {
        if (found->accessibleName() == QLatin1String(name))
            return found;
    }
    return nullptr;
}

} // namespace

class TestWhere : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::filesystem::path file() const { return m_folder.filePath(QStringLiteral("places.json")).toStdString(); }

private Q_SLOTS:
    void init() { QFile::remove(QString::fromStdString(file().string())); }

    void placesAreListedAndKept()
    {
        {
            WhereModel model(file());
            const QAbstractItemModelTester tester(&model);
            QSignalSpy changed(&model, &WhereModel::changed);
            QTRY_VERIFY(model.hasRead());
            QCOMPARE(model.rowCount(), 3);
            QCOMPARE(model.index(0).data().toString(), QStringLiteral("this window"));
            QCOMPARE(model.index(1).data().toString(), QStringLiteral("this computer, apart"));
            QCOMPARE(model.index(2).data().toString(), QStringLiteral("Manage places…"));
            QCOMPARE(model.index(1).data(WhereModel::DescriptionRole).toString(),
                QStringLiteral("this computer, apart · the job outlives the window"));
            QCOMPARE(model.add(cluster()), QString());
            QCOMPARE(model.index(2).data().toString(), QStringLiteral("cluster"));
            QCOMPARE(model.index(2).data(WhereModel::DescriptionRole).toString(),
                QStringLiteral("cluster · Slurm on this computer"));
            QVERIFY(!model.add(cluster()).isEmpty()); // there is one of that name
            QVERIFY(!model.add(cluster("")).isEmpty());
            QVERIFY(!model.remove(QStringLiteral("apart")).isEmpty());
            QCOMPARE(model.replace(QStringLiteral("cluster"), cluster("hydra")), QString());
            QCOMPARE(model.add(cluster("other")), QString());
            QCOMPARE(model.remove(QStringLiteral("other")), QString());
            QVERIFY(changed.count() >= 5);
        } // waits until it is written
        QCOMPARE(places::readPlaces(file()).places.size(), std::size_t(1));
        WhereModel again(file());
        QTRY_VERIFY(again.place(QStringLiteral("hydra")).has_value());
        places::PlacesFile others = places::readPlaces(file());
        others.add(cluster("others"));
        places::writePlaces(others, file());
        again.reload();
        QTRY_VERIFY(again.place(QStringLiteral("others")).has_value());
    }

    void aDamagedFileIsSaidAndNotWrittenOver()
    {
        writeFileAtomically(file(), "{\"version\": 1, \"places\": [{\"name\": 7}]}");
        WhereModel model(file());
        QTRY_VERIFY(!model.failure().isEmpty());
        QVERIFY2(model.failure().contains(QStringLiteral("places")), qPrintable(model.failure()));
        QCOMPARE(model.add(cluster()), model.failure());
        WhereCard card(model, {});
        card.show();
        bool isSaid = false;
        for (const auto* label : card.findChildren<QLabel*>())
            isSaid = isSaid || label->text() == model.failure();
        QVERIFY(isSaid);
        model.reload();
        QTest::qWait(50);
        QVERIFY(readFile(file()).find("7") != std::string::npos);
    }

    void theFieldAsksForWhatItsPlaceNeeds()
    {
        WhereModel model(file());
        QTRY_VERIFY(model.hasRead());
        QCOMPARE(model.add(cluster()), QString());
        QWidget page;
        WhereChooser chooser(model, &page);
        QSignalSpy managed(&chooser, &WhereChooser::manageRequested);
        QVERIFY(chooser.isThisWindow() && !chooser.request());
        QVERIFY(chooser.fields()->isHidden());
        QCOMPARE(chooser.command({"dpl", "train"}), (std::vector<std::string>{"dpl", "train"}));

        chooser.choose(QStringLiteral("apart"));
        QVERIFY(chooser.isThisComputer() && !chooser.isThisWindow());
        QVERIFY(chooser.fields()->isHidden());
        QCOMPARE(chooser.command({"dpl", "train"}),
            (std::vector<std::string>{"dpl", "submit", "--place", "apart", "--", "train"}));

        chooser.choose(QStringLiteral("cluster"));
        QVERIFY(!chooser.fields()->isHidden());
        for (auto* box : chooser.fields()->findChildren<QSpinBox*>()) {
            if (box->accessibleName() == QStringLiteral("Nodes"))
                box->setValue(2);
        }
        field(*chooser.fields(), "Time limit")->setText(QStringLiteral("soon"));
        QVERIFY2(chooser.problem().contains(QStringLiteral("time limit")), qPrintable(chooser.problem()));
        field(*chooser.fields(), "Time limit")->setText(QStringLiteral("1-12"));
        field(*chooser.fields(), "Memory")->setText(QStringLiteral("64G"));
        QCOMPARE(chooser.problem(), QString());
        QCOMPARE(chooser.request()->slurm.nodes, 2);
        QCOMPARE(chooser.command({"dpl", "train", "--seed", "1"}),
            (std::vector<std::string>{"dpl", "submit", "--place", "cluster", "--nodes", "2", "--mem", "64G", "--time",
                "1-12", "--", "train", "--seed", "1"}));

        Json kept = Json::object();
        chooser.store(kept);
        WhereChooser later(model, &page);
        later.restore(JsonObject(kept, "settings"));
        QCOMPARE(later.request()->toJson(), chooser.request()->toJson());

        // The last line leads to the places, and chooses nothing.
        Q_EMIT chooser.activated(model.rowCount() - 1);
        QCOMPARE(managed.count(), 1);
        QCOMPARE(chooser.name(), QStringLiteral("cluster"));
        QCOMPARE(chooser.currentText(), QStringLiteral("cluster"));

        QCOMPARE(model.remove(QStringLiteral("cluster")), QString());
        QVERIFY(chooser.problem().contains(QStringLiteral("no place “cluster” any more")));
        QVERIFY(!chooser.request());
    }

    void wrongEntriesAreSaidBelowTheirFields()
    {
        places::Place kept;
        PlaceDialog dialog(places::Place{.name = "", .kind = places::PlaceKind::ssh}, QStringLiteral("Add"), {},
            [&kept](const places::Place& place) {
                kept = place;
                return place.name == "taken" ? QStringLiteral("There is a place called that.") : QString();
            });
        dialog.show();
        auto* save = dialog.findChild<QPushButton*>(QString(), Qt::FindChildrenRecursively);
        for (auto* button : dialog.findChildren<QPushButton*>())
            save = button->text() == QStringLiteral("Save") ? button : save;
        QVERIFY(!save->isEnabled());
        field(dialog, "Name")->setText(QStringLiteral("taken"));
        QVERIFY(save->toolTip().contains(QStringLiteral("host")));
        field(dialog, "Host")->setText(QStringLiteral("node1"));
        QVERIFY(save->toolTip().contains(QStringLiteral("folder")));
        field(dialog, "Folder")->setText(QStringLiteral("runs"));
        QVERIFY(save->toolTip().contains(QStringLiteral("absolute")));
        field(dialog, "Folder")->setText(QStringLiteral("/runs"));
        QVERIFY(save->isEnabled());
        dialog.accept();
        QVERIFY(dialog.isVisible());
        field(dialog, "Name")->setText(QStringLiteral("free"));
        dialog.accept();
        QVERIFY(!dialog.isVisible());
        QCOMPARE(kept.host, std::string("node1"));
        QCOMPARE(kept.folder.string(), std::string("/runs"));
    }

    void aPlaceIsTried()
    {
        places::Place here = places::apartPlace();
        here.folder = m_folder.path().toStdString();
        PlaceTrial trial(PlaceAccess{});
        QVERIFY(!trial.button()->isEnabled());
        trial.setPlace(here);
        QSignalSpy tested(&trial, &PlaceTrial::tested);
        trial.test();
        QTRY_COMPARE_WITH_TIMEOUT(tested.count(), 1, 40000);
        QVERIFY2(trial.outcome().contains(QStringLiteral("version ")), qPrintable(trial.outcome()));
        QVERIFY2(trial.outcome().contains(QStringLiteral("folder writable")), qPrintable(trial.outcome()));
        here.program = "/nowhere/dpl";
        trial.setPlace(here);
        QCOMPARE(trial.outcome(), QString());
        trial.test();
        QTRY_COMPARE_WITH_TIMEOUT(tested.count(), 2, 40000);
        QVERIFY2(trial.outcome().contains(QStringLiteral("/nowhere/dpl")), qPrintable(trial.outcome()));
    }
};

DPL_UI_TEST(TestWhere)

#include "tst_where.moc"
